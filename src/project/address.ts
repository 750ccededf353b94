import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { parseAddress } from '../databases/address.ts';
import type { AddressContext, Target } from '../databases/target.ts';
import { allVariables, dotenvFiles, type DotenvFile } from './dotenv-files.ts';

export interface AddressSources {
  /** Given by hand, such as the CLI's `--url`. */
  readonly url?: string;
  /** The value of the setting `strata.databaseUrl`. */
  readonly setting?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether `.env` files count. */
  readonly dotenv: boolean;
}

export interface AddressedProject {
  /** The project's folder, absolute. */
  readonly root: string;
  /** The variable that holds the address. */
  readonly urlVariable: string;
  /** The folder above which no `.env` is looked for; without it, the repository's. */
  readonly workspace?: string;
}

/**
 * Finds the project's database: the address given by hand, the variable in the environment, in
 * `.env` of the project's folder and those above, and at last the setting.
 *
 * @returns null where no place names one; `source` is what people read
 * @throws StrataError `configuration`, naming the source or the `.env` file
 */
export async function findAddress(
  project: AddressedProject,
  sources: AddressSources,
): Promise<{ target: Target; source: string } | null> {
  const files = await dotenvFiles(project, sources);
  const found = candidates(project, sources, files).find(({ text }) => text !== undefined);
  if (found?.text === undefined) return null;

  const context = { base: project.root, env: allVariables(files, sources.env) };
  return { target: parse(found.text, found.source, context), source: found.source };
}

function candidates(
  { urlVariable }: AddressedProject,
  { url, env, setting }: AddressSources,
  files: readonly DotenvFile[],
): { text: string | undefined; source: string }[] {
  return [
    { text: url, source: '--url' },
    { text: given(env[urlVariable]), source: l10n.t('{0} in the environment', urlVariable) },
    ...files.map(({ path, variables }) => ({
      text: given(variables[urlVariable]),
      source: l10n.t('{0} in {1}', urlVariable, path),
    })),
    { text: given(setting), source: l10n.t('setting {0}', 'strata.databaseUrl') },
  ];
}

/** A variable set to nothing counts as not set. */
function given(text: string | undefined): string | undefined {
  return text?.trim() === '' ? undefined : text;
}

function parse(text: string, source: string, context: AddressContext): Target {
  try {
    return parseAddress(text, context);
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    throw new StrataError(error.code, `${source}: ${error.message}`, { hint: error.hint });
  }
}
