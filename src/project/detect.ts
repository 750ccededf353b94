import { closeSync, openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Tool } from '../conventions/convention.ts';
import { foreignFiles } from '../conventions/foreign-files.ts';
import { tools } from '../conventions/registry.ts';
import { StrataError } from '../core/errors.ts';
import type { SourceEntry } from '../core/migration.ts';
import { CONFIG_FILE } from './config.ts';
import { firstAndLast, listEntries } from './entries.ts';

export interface Detected {
  readonly tool: Tool;
  readonly certain: boolean;
  /** For people. */
  readonly reason: string;
}

/** Folders to look into, and files: enough to tell whose they are. */
const SAMPLES = 40;
const SAMPLE_BYTES = 64 * 1024;

/**
 * The tool that the files of a folder are written for.
 *
 * @param folder for people
 * @param contents of some of the SQL files
 * @throws StrataError `configuration` where it is one that Strata does not speak
 */
function detect(
  folder: string,
  entries: readonly SourceEntry[],
  contents: ReadonlyMap<string, string>,
): Detected {
  const recognised = tools.flatMap((tool) => {
    const recognition = tool.recognize(entries, contents);
    return recognition === null ? [] : [{ tool, ...recognition }];
  });
  const certain = recognised.filter((each) => each.certain);
  if (certain.length === 1 && certain[0] !== undefined) return certain[0];

  const foreign = foreignFiles(entries, contents);
  if (foreign !== null) throw notSpoken(foreign.tool, `${folder}/${foreign.path}`);

  // Of several, the one that asks most of its files: it leaves alone what another would run.
  const [likely] = recognised.slice(-1);
  if (likely !== undefined) return { ...likely, certain: recognised.length === 1 };
  return { tool: defaultTool(), certain: false, reason: l10n.t('nothing speaks for another tool') };
}

/** The tool of a folder that may not even be there. @throws StrataError as `detect` does */
export async function detectIn(root: string, folder: string): Promise<Detected> {
  const absolute = resolve(root, folder);
  // A folder that cannot be read is told with its migrations.
  const entries = await listEntries(absolute, 2, SAMPLES).catch(() => []);
  const scripts = entries.filter(({ path, kind }) => kind === 'file' && path.endsWith('.sql'));
  const contents = firstAndLast(scripts, SAMPLES).map(({ path }): [string, string] => [
    path,
    readBeginning(join(absolute, path)),
  ]);
  return detect(folder, entries, new Map(contents));
}

function readBeginning(path: string): string {
  const buffer = Buffer.alloc(SAMPLE_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(file, buffer));
    } finally {
      closeSync(file);
    }
  } catch {
    // What cannot be read is told with the migrations; here it says nothing.
    return '';
  }
}

function defaultTool(): Tool {
  const [first] = tools;
  if (first === undefined) throw new Error('no tool is registered');
  return first;
}

function notSpoken(tool: string, path: string): StrataError {
  return new StrataError(
    'configuration',
    l10n.t(
      '{0} is a migration of {1}, which Strata does not speak yet. It leaves them alone.',
      path,
      tool,
    ),
    {
      hint: l10n.t(
        'If it is one of another tool ({0}), name that by --convention or by "convention" in {1}.',
        tools.map(({ id }) => id).join(', '),
        CONFIG_FILE,
      ),
    },
  );
}
