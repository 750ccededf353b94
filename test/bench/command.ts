import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../src/core/engine.ts';
import { bundledScript } from '../support/bundled-script.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { keepTexts, recordAsApplied } from './applied-history.ts';
import { builtCommand } from './built.ts';
import { byTurns, type Contender, type Measured } from './by-turns.ts';
import { asDbmate } from './forms.ts';
import { fasterThanPeers, overFloor, type Mark } from './mark.ts';
import { changes, writeProject } from './migration-set.ts';
import { peers } from './peers.ts';
import { place, type PlacedDatabase } from './place.ts';
import type { Options, Row } from './row.ts';
import type { Summary } from './statistics.ts';
import { quantity } from './units.ts';

/** A process from its start to its end, and what it has to say. */
interface Process {
  readonly program?: string;
  readonly parameters: readonly string[];
  readonly says: RegExp;
}

const NOTHING: Process = { parameters: ['-e', '0'], says: /^$/ };

/** What every command takes before it does anything. */
export async function commandStart(options: Options): Promise<readonly Row[]> {
  const launcher = await builtCommand();
  const { dbmate, dbmateProgram } = await peers();
  const { ours, floor, ...others } = await processes(
    {
      floor: NOTHING,
      ours: { parameters: [launcher, '--version'], says: /^\d+\.\d+\.\d+\n$/ },
      ...dbmateProcesses(dbmate, dbmateProgram, { parameters: ['--version'], says: /dbmate/ }),
    },
    options,
  );
  return [
    {
      ...{ work: 'strata --version', ours, floor, peers: others },
      marks: [overFloor(60), fasterThanPeers(1, NPM_PEER)],
      because:
        'both are Node’s start and 17 ms: dbmate’s script starts its program, Strata loads what says which commands there are',
      note: PEERS,
    },
  ];
}

/** Where all is applied, as it is nearly always. */
export async function statuses(engine: Engine, options: Options): Promise<readonly Row[]> {
  const { few, many, more } = options.quick ? QUICK : WHOLE;
  const rows: Row[] = [];
  if (engine === 'sqlite') {
    rows.push(await statusRow(engine, few, options, () => [overFloor(60)], LOADING));
  }
  const atMany = (start: Summary): readonly Mark[] => [overStart(80, start), ...FASTER];
  rows.push(await statusRow(engine, many, options, atMany));
  rows.push(await statusRow(engine, more, options, () => FASTER));
  return rows;
}

const LOADING =
  'nearly all of it is loading: the command, the driver, and what of Node itself both need';
const READING =
  'dbmate lists names and opens no file; Strata reads each and hashes what was applied, to tell whether it still says that. On SQLite, of the processor time beyond Node’s start, loading is two fifths at 1,000 and a tenth at 10,000, reading and hashing a fifth and a third, the rest listing, judging, keeping and printing';

const WHOLE = { few: 5, many: 1_000, more: 10_000 };
const QUICK = { few: 2, many: 10, more: 20 };

async function statusRow(
  engine: Engine,
  count: number,
  options: Options,
  marks: (start: Summary) => readonly Mark[],
  because = READING,
): Promise<Row> {
  const launcher = await builtCommand();
  const query = await bundledScript(join(import.meta.dirname, `programs/query-${engine}.ts`));
  const { dbmate, dbmateProgram } = await peers();
  const database = await (await place(engine)).create();
  const [folder, dbmateFolder] = [temporaryFolder('bench'), temporaryFolder('bench')];
  writeProject(folder, changes(count));
  asDbmate(dbmateFolder, changes(count));
  await recordAsApplied(engine, database, folder);
  await keepTexts(folder, STATE);
  const dbmateStatus = {
    ...{ parameters: dbmateParameters(dbmateFolder, database) },
    says: new RegExp(`^Applied: ${count}\nPending: 0$`, 'm'),
  };
  try {
    const { ours, floor, start, ...others } = await processes(
      {
        start: NOTHING,
        floor: {
          parameters: [query, engine === 'sqlite' ? database.name : database.url],
          says: new RegExp(`^${count}\n$`),
        },
        ours: {
          parameters: [launcher, 'status', '-C', folder, '--url', database.url],
          says: new RegExp(`\n${count} applied\n$`),
        },
        ...dbmateProcesses(dbmate, dbmateProgram, dbmateStatus),
      },
      options,
    );
    return {
      ...{ work: `strata status, ${count} applied`, ours, floor, peers: others },
      marks: marks(start),
      because,
      note: `the floor is the driver alone, which asks for all rows of the history and prints how many they are. ${PEERS}`,
    };
  } finally {
    await database.drop();
  }
}

const NPM_DBMATE = 'dbmate';
const NPM_PEER = [NPM_DBMATE];
const FASTER: readonly Mark[] = [fasterThanPeers(1, NPM_PEER)];
const PEERS =
  'dbmate is started as npm installs it, by a script for Node, and then its program alone.';

function dbmateParameters(folder: string, { url }: PlacedDatabase): readonly string[] {
  return ['--url', url, '--migrations-dir', join(folder, 'migrations'), 'status'];
}

function dbmateProcesses(
  script: string,
  program: string | null,
  { parameters, says }: Process,
): Readonly<Record<string, Process>> {
  if (program === null) return {};
  return {
    [NPM_DBMATE]: { parameters: [script, ...parameters], says },
    'dbmate alone': { program, parameters, says },
  };
}

const STATE = temporaryFolder('state');

async function processes<Name extends string>(
  all: Readonly<Record<Name, Process>>,
  { rounds, quick }: Options,
): Promise<Readonly<Record<Name, Measured>>> {
  const contenders = Object.entries<Process>(all).map(([name, each]) => [name, contender(each)]);
  return byTurns(Object.fromEntries(contenders) as Record<Name, Contender>, {
    // One is short, beside what the machine does meanwhile.
    rounds: quick ? rounds : 4 * rounds,
    warming: quick ? 0 : 2,
  });
}

function contender({ program = process.execPath, parameters, says }: Process): Contender {
  let printed = '';
  return {
    run: async () => {
      const env = { PATH: process.env.PATH, XDG_STATE_HOME: STATE };
      const options = { cwd: STATE, env, maxBuffer: 2 ** 26 };
      printed = (await promisify(execFile)(program, parameters, options)).stdout;
    },
    after: () => {
      assert.match(printed, says);
    },
  };
}

/** Of Node itself, in the same run. */
function overStart(most: number, start: Summary): Mark {
  return {
    says: () => `≤ Node’s start (${quantity(start.median)}) + ${quantity(most)}`,
    isReached: ({ ours }) => ours.median - start.median <= most,
  };
}
