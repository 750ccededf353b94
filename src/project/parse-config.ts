import * as l10n from '@vscode/l10n';
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import type { Timeouts } from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import type { Problem } from '../core/problem.ts';
import { suggest } from '../core/suggest.ts';
import { locate, position } from '../sql/text.ts';
import { configSchema } from './config-schema.ts';
import { CONFIG_FILE, NO_CONFIG, type EnvironmentConfig, type ProjectConfig } from './config.ts';
import { holdsPassword } from './placeholders.ts';

interface Fault {
  /** In UTF-16 units of the text. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Reads `strata.json`, which may have comments and trailing commas.
 *
 * @param path absolute, for the error's place
 * @throws StrataError `configuration`: a line `strata.json:LINE:COLUMN: …` for each fault
 */
export function parseConfig(text: string, path: string): ProjectConfig {
  const fail = (faults: readonly Fault[]): never => {
    throw faultsFound(text, faults, path);
  };
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  if (root === 'too deep') {
    return fail([{ offset: 0, message: l10n.t('this is nested too deeply') }]);
  }
  const [error] = errors;
  if (root === undefined || error !== undefined) {
    return fail([{ offset: error?.offset ?? 0, message: syntaxMessage(error) }]);
  }
  const result = v.safeParse(configSchema, getNodeValue(root));
  const faults = [
    ...keyFaults(root),
    ...(result.issues ?? []).map((issue) => faultOf(issue, root)),
    ...defaultFaults(root),
  ];
  if (!result.success || faults.length > 0) return fail(faults);

  const { output } = result;
  const environments = propertiesOf(findNodeAtLocation(root, ['environments']));
  return {
    migrations: output.migrations ?? null,
    convention: output.convention ?? null,
    options: output.options ?? NO_CONFIG.options,
    environments: environments.map(({ name, key }) => {
      const url = findNodeAtLocation(root, ['environments', name, 'url']);
      return environment(
        name,
        output.environments?.[name],
        position(text, (url ?? key).offset).line,
      );
    }),
    defaultEnvironment: output.defaultEnvironment ?? null,
    rules: output.rules ?? NO_CONFIG.rules,
    problems: environments.flatMap(({ name }) =>
      ['url', 'shadowUrl'].flatMap((key) => {
        const url = findNodeAtLocation(root, ['environments', name, key]);
        return url !== undefined && holdsPassword(String(url.value))
          ? [literalPassword(name, key, url, text)]
          : [];
      }),
    ),
  };
}

type Output = v.InferOutput<typeof configSchema>;
type EnvironmentWritten = NonNullable<Output['environments']>[string];
type TimeoutsWritten = NonNullable<EnvironmentWritten['timeouts']>;

function environment(
  name: string,
  written: EnvironmentWritten | undefined,
  line: number,
): EnvironmentConfig {
  const { url = null, shadowUrl = null, backup = null, timeouts } = written ?? {};
  return {
    ...{ name, url, shadowUrl, protected: written?.protected ?? false, backup, line },
    timeouts: timeouts === undefined ? null : inMilliseconds(timeouts),
  };
}

/** Written in seconds. */
function inMilliseconds({ lock, statement }: TimeoutsWritten): Timeouts {
  return {
    lock: lock === undefined ? null : lock * 1000,
    statement: statement === undefined ? null : statement * 1000,
  };
}

function literalPassword(name: string, key: string, url: Node, text: string): Problem {
  const start = { line: 1, column: 1 };
  const range = { start: url.offset, end: url.offset + url.length };
  return {
    code: 'literal-password',
    severity: 'warning',
    message: l10n.t(
      'The address “{0}” of {1} holds a password that everybody can read who has this file. Write {2} in its place, and set that variable in the environment or in a .env file that is not committed.',
      key,
      name,
      '${env:PASSWORD}',
    ),
    path: CONFIG_FILE,
    version: null,
    location: locate({ sql: text, start }, range),
  };
}

/** What a schema doesn't see: an object has each key once, and JavaScript keeps some for itself. */
function keyFaults(node: Node, path: readonly string[] = []): readonly Fault[] {
  if (node.type === 'array') {
    return [{ offset: node.offset, message: describe(path, l10n.t('must not be a list')) }];
  }
  const seen = new Set<string>();
  return propertiesOf(node).flatMap(({ name, key, value }) => {
    const faults: Fault[] = [];
    const fault = (message: string): void => {
      faults.push({ offset: key.offset, message: describe([...path, name], message) });
    };
    if (seen.has(name)) fault(l10n.t('is written twice'));
    if (RESERVED.includes(name) || !/^\S(?:[^\p{Cc}]*\S)?$/u.test(name)) {
      fault(l10n.t('cannot be a name'));
    }
    seen.add(name);
    return [...faults, ...(value === undefined ? [] : keyFaults(value, [...path, name]))];
  });
}

const RESERVED = ['__proto__', 'constructor', 'prototype'];

function defaultFaults(root: Node): readonly Fault[] {
  const written = findNodeAtLocation(root, ['defaultEnvironment']);
  if (typeof written?.value !== 'string') return [];
  const known = propertiesOf(findNodeAtLocation(root, ['environments'])).map(({ name }) => name);
  if (known.includes(written.value)) return [];
  const message = l10n.t('names no environment of this file: "{0}".', written.value);
  const remedy =
    suggest(written.value, known) ??
    (known.length > 0 ? l10n.t('Known: {0}', known.join(', ')) : null);
  return [
    {
      offset: written.offset,
      message: describe(['defaultEnvironment'], remedy === null ? message : `${message} ${remedy}`),
    },
  ];
}

function faultOf(issue: v.BaseIssue<unknown>, root: Node): Fault {
  const items = issue.path ?? [];
  const path = items.map(({ key }) => String(key));
  const node = findNodeAtLocation(root, path) ?? root;
  const at = items.at(-1)?.origin === 'key' ? (node.parent?.children?.[0] ?? node) : node;
  return { offset: at.offset, message: describe(path, issue.message) };
}

function describe(path: readonly string[], message: string): string {
  return `${path.length === 0 ? l10n.t('the file') : path.join('.')} ${message}`;
}

/** The parser goes as deep as the text does, for which a stranger's may be too deep. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | 'too deep' {
  try {
    return parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
}

interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
}

function propertiesOf(node: Node | undefined): readonly Property[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined ? [] : [{ name: String(key.value), key, value }],
  );
}

function faultsFound(text: string, faults: readonly Fault[], path: string): StrataError {
  const inOrder = faults
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ offset }, index, all) => all[index - 1]?.offset !== offset);
  const lines = inOrder.map(({ offset, message }) => {
    const { line, column } = position(text, offset);
    return `${CONFIG_FILE}:${line}:${column}: ${message}`;
  });
  const { line } = position(text, inOrder[0]?.offset ?? 0);
  return new StrataError('configuration', lines.join('\n'), { place: { path, line } });
}

function syntaxMessage(error: ParseError | undefined): string {
  switch (error === undefined ? 'ValueExpected' : printParseErrorCode(error.error)) {
    case 'PropertyNameExpected':
      return l10n.t('a key in double quotes is expected here');
    case 'ValueExpected':
      return l10n.t('a value is expected here');
    case 'ColonExpected':
      return l10n.t('a colon is expected here');
    case 'CommaExpected':
      return l10n.t('a comma is expected here');
    case 'CloseBraceExpected':
      return l10n.t('a closing {0} is expected here', '}');
    case 'CloseBracketExpected':
      return l10n.t('a closing {0} is expected here', ']');
    case 'EndOfFileExpected':
      return l10n.t('the file should end here');
    case 'UnexpectedEndOfComment':
      return l10n.t('this comment does not end');
    case 'UnexpectedEndOfString':
      return l10n.t('this text does not end on its line');
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return l10n.t('this escape is none that JSON knows; a backslash is written \\\\');
    case 'InvalidCharacter':
      return l10n.t('a control character cannot stand here');
    default:
      return l10n.t('this is not JSON: keys and text stand in double quotes');
  }
}
