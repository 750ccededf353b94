import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/core/engine.ts';
import { TestHost } from '../support/host.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordAsApplied } from './applied-history.ts';
import { builtExtension } from './built.ts';
import type { Measured } from './by-turns.ts';
import { atMost, overFloor, timesFloor, type Mark } from './mark.ts';
import { changes, writeProject } from './migration-set.ts';
import { place, type Place } from './place.ts';
import type { Options, Row } from './row.ts';
import { summarize, type Summary } from './statistics.ts';

/** In MB, when garbage is collected. */
export interface HostMemory {
  readonly resident: number;
  readonly heap: number;
}

/** In milliseconds: for how long the host's thread could do nothing else. */
export interface WindowFigures {
  readonly memory: HostMemory;
  readonly firstPaint: number;
  readonly scroll: number;
  readonly refresh: number;
}

export interface RefreshFigures {
  readonly cold: Readonly<Record<'ours' | 'floor', Measured>>;
  readonly warm: Readonly<Record<'ours' | 'floor', Measured>>;
  readonly one: Measured;
}

const QUICK_COUNT = 200;

/** What the editor does when it looks again, in the real host: files, history, and states of all. */
export async function refreshing({ rounds, quick }: Options): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const files = await place('sqlite');
  for (const count of quick ? [QUICK_COUNT] : [1_000, 10_000]) {
    const workspace = await appliedProject(files, count);
    const window = await Window.open({ STRATA_BENCH_ROUNDS: String(rounds) }, count);
    try {
      const extension = plainExtension(count);
      const { cold, warm, one } = await window.measure<RefreshFigures>('refresh', {
        ...{ workspace, extension },
      });
      rows.push(
        row(`first reading, ${count} migrations`, cold, []),
        row(`nothing changed, ${count} migrations`, warm, [timesFloor(1.3)]),
        row(`one file changed, ${count} migrations`, { ours: one }, [atMost(5)]),
      );
    } finally {
      await window.close();
    }
  }
  return rows;
}

function row(
  work: string,
  { ours, floor }: { readonly ours: Measured; readonly floor?: Measured },
  marks: readonly Mark[],
): Row {
  const { blocked } = ours;
  return {
    ...{ work, ours, blocked, marks },
    ...(floor && {
      floor,
      note: 'the floor lists the folder and asks for the state of each file.',
    }),
  };
}

/** Memory of the host and delays of its thread, beside a window with an extension that does nothing. */
export async function windows({ rounds, quick }: Options): Promise<readonly Row[]> {
  const count = quick ? QUICK_COUNT : 10_000;
  const engines: readonly Engine[] = quick ? ['sqlite'] : ['sqlite', 'postgres'];
  const places = await Promise.all(engines.map(place));
  const workspaces = await Promise.all(
    places.map(async (at) => [at.engine, await appliedProject(at, count)] as const),
  );
  const [{ folder: strata }, plain] = [await builtExtension(), plainExtension(count)];
  const found: Record<Engine | 'floor', WindowFigures[]> = { sqlite: [], postgres: [], floor: [] };
  const window = await Window.open({ STRATA_BENCH_QUIET: quick ? '0' : '1500' }, count);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [engine, workspace] of workspaces) {
        found[engine].push(await window.measure('window', { workspace, extension: strata }));
      }
      const workspace = workspaces[0]?.[1] ?? '';
      found.floor.push(await window.measure('window', { workspace, extension: plain }));
    }
  } finally {
    await window.close();
    await Promise.all(places.map((each) => each.close()));
  }
  return engines.flatMap((engine) =>
    windowRows(`${count} migrations, ${engine}`, found[engine], found.floor),
  );
}

const EMPTY = 'the floor is the same window with an extension that does nothing.';
const PLAIN = 'the floor is a tree of as many rows that say next to nothing, all at once.';

function windowRows(
  what: string,
  own: readonly WindowFigures[],
  floor: readonly WindowFigures[],
): readonly Row[] {
  const both = (of: (figures: WindowFigures) => number): { ours: Summary; floor: Summary } => ({
    ...{ ours: summarize(own.map(of)), floor: summarize(floor.map(of)) },
  });
  const kept = (
    work: string,
    of: (figures: WindowFigures) => number,
    because = 'of the rows that VS Code asks for at once Strata makes what they say in a third of that time, and VS Code makes them its own and sends them in the rest',
  ): Row => ({
    ...{ ...both(of), work: `${work} keeps the thread, ${what}`, note: PLAIN, because },
    marks: [atMost(50)],
  });
  return [
    {
      ...both(({ memory }) => memory.heap),
      ...{ work: `memory in use, ${what}`, unit: 'MB', note: EMPTY },
      marks: [overFloor(60)],
    },
    {
      ...both(({ memory }) => memory.resident),
      ...{ work: `memory of the process, ${what}`, unit: 'MB', note: EMPTY },
      marks: [overFloor(60)],
      because:
        'what was taken for a moment when all was read is not handed back to the system: V8’s room for young objects is 80 MB where the empty one has 26, and stays with the process also once V8 gives it up. In use are 30 MB more',
    },
    kept('first paint of the tree', ({ firstPaint }) => firstPaint),
    kept('scrolling to its end', ({ scroll }) => scroll),
    kept(
      'refreshing',
      ({ refresh }) => refresh,
      'the history’s rows arrive in one piece: on SQLite a message of 2 MB, which takes 11 ms to become rows, and two thirds of that again for the garbage',
    ),
  ];
}

/** The folder of a project whose database says that all was applied. */
async function appliedProject(at: Place, count: number): Promise<string> {
  const folder = temporaryFolder('bench');
  writeProject(folder, changes(count));
  const database = await at.create();
  await recordAsApplied(at.engine, database, folder);
  writeFileSync(join(folder, '.env'), `DATABASE_URL=${database.url}\n`);
  return folder;
}

/** A host in which something is measured, window by window. */
class Window {
  readonly #host: TestHost;
  readonly #figures: string;

  private constructor(host: TestHost, figures: string) {
    this.#host = host;
    this.#figures = figures;
  }

  static async open(env: NodeJS.ProcessEnv, count: number): Promise<Window> {
    const figures = join(temporaryFolder('bench'), 'figures.json');
    const own = { STRATA_BENCH_FIGURES: figures, STRATA_BENCH_COUNT: String(count) };
    return new Window(await TestHost.start({ ...env, ...own }), figures);
  }

  /** @param name of the file in `in-host` that measures; @throws AssertionError as that does */
  async measure<T>(name: string, window: { workspace: string; extension: string }): Promise<T> {
    const files = [join(import.meta.dirname, `in-host/${name}.ts`)];
    const { failures } = await this.#host.run({ files, ...window });
    assert.deepEqual(failures, []);
    return JSON.parse(readFileSync(this.#figures, 'utf8')) as T;
  }

  close(): Promise<void> {
    return this.#host.stop();
  }
}

/** Does nothing until its tree is looked at. */
function plainExtension(rows: number): string {
  const folder = join(temporaryFolder('bench'), 'plain');
  mkdirSync(folder);
  const container = { id: 'bench', title: 'Bench', icon: 'icon.svg' };
  const manifest = {
    ...{ name: 'plain', publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.101.0' } },
    ...{ main: './extension.cjs', activationEvents: ['onStartupFinished'] },
    contributes: {
      viewsContainers: { activitybar: [container] },
      views: { bench: [{ id: 'bench.rows', name: 'Rows' }] },
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const source = join(import.meta.dirname, 'programs/plain-tree.cjs');
  const text = readFileSync(source, 'utf8').replace('ROWS', String(rows));
  writeFileSync(join(folder, 'extension.cjs'), text);
  return folder;
}
