import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Tool } from '../conventions/convention.ts';
import { foreignFiles } from '../conventions/foreign-files.ts';
import { tools } from '../conventions/registry.ts';
import { StrataError } from '../core/errors.ts';
import type { SourceEntry } from '../core/migration.ts';
import { CONFIG_FILE } from './config.ts';

export interface Detected {
  readonly tool: Tool;
  readonly certain: boolean;
  /** For people. */
  readonly reason: string;
}

/** Enough to tell whose they are. */
const SAMPLES = 40;
const SAMPLE_BYTES = 64 * 1024;

/**
 * The tool that the files of a folder are written for.
 *
 * @param folder for people
 * @param contents of some of the SQL files
 * @throws StrataError `configuration` where it is one that Strata does not speak
 */
export function detect(
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

  const foreign = certain.length === 0 ? foreignFiles(entries, contents) : null;
  if (foreign !== null) throw notSpoken(foreign.tool, `${folder}/${foreign.path}`);

  // Of several, the one that asks most of its files: it leaves alone what another would run.
  const [likely] = recognised.slice(-1);
  if (likely !== undefined) return { ...likely, certain: recognised.length === 1 };
  return { tool: defaultTool(), certain: false, reason: l10n.t('nothing speaks for another tool') };
}

/** How some of the SQL files begin, the oldest and the newest, by path. */
export function readSamples(
  folder: string,
  entries: readonly SourceEntry[],
): ReadonlyMap<string, string> {
  const files = entries.filter(({ path, kind }) => kind === 'file' && path.endsWith('.sql'));
  const samples = files.filter(
    (_, index) => index < SAMPLES / 2 || index >= files.length - SAMPLES / 2,
  );
  return new Map(samples.map(({ path }) => [path, readBeginning(join(folder, path))]));
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
