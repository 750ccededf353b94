import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestHost } from '../support/host.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { builtExtension } from './built.ts';
import { atMost, overFloor } from './mark.ts';
import type { Options, Row } from './row.ts';
import { summarize } from './statistics.ts';

/** In milliseconds. */
export interface Activations {
  readonly ours: number;
  readonly floor: number;
}

/** Of an empty extension: the first activation of a window pays for what all have. */
const EMPTY = ['empty-first', 'empty'];

/**
 * What the editor waits for, in a window of its own each time: from asking for the extension to the
 * end of its `activate`. The folder has no project, so that nobody has asked before.
 */
export async function activation({ rounds, quick }: Options): Promise<readonly Row[]> {
  const { folder, loads } = await builtExtension();
  const times = join(temporaryFolder('bench'), 'activations.json');
  const host = await TestHost.start(
    { STRATA_BENCH_TIMES: times, STRATA_BENCH_QUIET: quick ? '0' : '1000' },
    EMPTY.map(emptyExtension),
  );
  const measured: Activations[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const { failures } = await host.run({
        files: [join(import.meta.dirname, 'in-host/activation.ts')],
        workspace: temporaryFolder('bench'),
        extension: folder,
      });
      assert.deepEqual(failures, []);
      measured.push(JSON.parse(readFileSync(times, 'utf8')) as Activations);
    }
  } finally {
    await host.stop();
  }
  return [
    {
      work: 'what activating loads',
      ours: summarize([loads / 1000]),
      unit: 'kB',
      marks: [atMost(250)],
      note: 'minified; no driver and no parser, which the package is refused with.',
    },
    {
      work: 'activating, in a window of its own',
      ours: summarize(measured.map(({ ours }) => ours)),
      floor: summarize(measured.map(({ floor }) => floor)),
      marks: [overFloor(50)],
      note: 'the floor is an extension that does nothing, activated in the same window.',
    },
  ];
}

function emptyExtension(name: string): string {
  const folder = join(temporaryFolder('bench'), `bench.${name}-1.0.0`);
  mkdirSync(folder);
  const manifest = {
    ...{ name, publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.101.0' } },
    ...{ main: './extension.js', activationEvents: [], extensionKind: ['workspace'] },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'extension.js'), 'exports.activate = () => {};\n');
  return folder;
}
