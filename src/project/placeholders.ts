import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

/** What stands for `${env:NAME}` and `${workspaceFolder}`. */
export interface Replacements {
  /** Undefined: the variable is not set. */
  readonly env: (name: string) => string | undefined;
  readonly workspaceFolder: string;
}

const PLACEHOLDER = /\$\{([^}]*)(\}?)/g;

/**
 * An address with its placeholders replaced. A value is percent-encoded, so that it stays the part
 * of the address that it stands for; at the very beginning it is taken as an address of its own.
 *
 * @throws StrataError `configuration`, naming the placeholder
 */
export function replacePlaceholders(url: string, replacements: Replacements): string {
  const address = url.trim();
  return address.replace(PLACEHOLDER, (_, name: string, end: string, offset: number) => {
    if (end === '') throw unknown('${');
    const value = valueOf(name, replacements);
    return offset === 0 ? value.trim() : encodeFor(address, offset)(value);
  });
}

/** Whether a password stands in the address itself. */
export function holdsPassword(url: string): boolean {
  const address = url.replace(PLACEHOLDER, '');
  const userInfo = /^\s*[a-z][a-z\d+.-]*:\/\/[^/?#@]*?:([^@?#]*)@/i.exec(address)?.[1] ?? '';
  const parameter = /[?&]password=([^&#]*)/i.exec(address)?.[1] ?? '';
  return userInfo !== '' || parameter !== '';
}

function valueOf(name: string, { env, workspaceFolder }: Replacements): string {
  if (name === 'workspaceFolder') return workspaceFolder;
  const variable = /^env:(.+)$/.exec(name)?.[1];
  if (variable === undefined) throw unknown(/^[\w.:]+$/.test(name) ? `\${${name}}` : '${…}');
  const value = env(variable);
  if (value === undefined || value.trim() === '') throw notSet(variable);
  return value;
}

/** A path keeps its slashes, and `:memory:` its colons; a server's name its port. */
function encodeFor(address: string, offset: number): (value: string) => string {
  const before = address.slice(0, offset);
  if (/^sqlite:/i.test(before)) return (value) => encodeBut(value, '/:');
  const isHost = /:\/\/[^/]*$/.test(before) && !/^[^/?#]*@/.test(address.slice(offset));
  return isHost ? (value) => encodeBut(value, '[]:') : encodeURIComponent;
}

function encodeBut(value: string, kept: string): string {
  return value.replace(/[^\w]/gu, (character) =>
    kept.includes(character) ? character : encodeURIComponent(character),
  );
}

function notSet(variable: string): StrataError {
  return new StrataError('configuration', l10n.t('The variable {0} is not set.', variable));
}

function unknown(placeholder: string): StrataError {
  return new StrataError('configuration', l10n.t('"{0}" stands for nothing.', placeholder), {
    hint: l10n.t('Known are {0} and {1}.', '${env:NAME}', '${workspaceFolder}'),
  });
}
