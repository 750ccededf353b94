import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { parseAddress } from '../../src/databases/address.ts';
import { MigrationReader } from '../../src/project/migrations.ts';
import { openProject } from '../../src/project/project.ts';
import { judgeByChecksums, readStatus, type Status } from '../../src/runner/status.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordAsApplied } from './applied-history.ts';
import { byTurns } from './by-turns.ts';
import { timesFloor } from './mark.ts';
import { changes, largeChanges, writeProject } from './migration-set.ts';
import { place, type Place } from './place.ts';
import type { Options, Row } from './row.ts';

/** By what is typed into. */
const DOCUMENTS: Readonly<Record<string, number>> = { '100 kB': 100_000, '1 MB': 1_000_000 };

/** From the text of a document to whether it still is what was applied, on the host's thread. */
export async function checksumKeystrokes({ rounds, quick }: Options): Promise<readonly Row[]> {
  const count = quick ? 200 : 10_000;
  const at = await place('sqlite');
  try {
    const rows: Row[] = [];
    for (const [size, bytes] of Object.entries(DOCUMENTS)) {
      const work = `${size} document, ${count} migrations`;
      rows.push({ work, ...(await keystroke(await Editor.open(at, count, bytes), rounds)) });
    }
    return rows;
  } finally {
    await at.close();
  }
}

async function keystroke(editor: Editor, rounds: number): Promise<Omit<Row, 'work'>> {
  const states = new Set(editor.verdictOn(editor.applied).migrations.map(({ state }) => state));
  assert.deepEqual([...states], ['applied']);
  let verdict: Status | null = null;
  let checksum = '';
  const typed = (round: number): string => `${editor.applied}-- ${round}\n`;
  const { ours, floor } = await byTurns(
    {
      floor: {
        run: (round) => {
          checksum = hash('sha384', typed(round));
        },
      },
      ours: {
        run: (round) => {
          verdict = editor.verdictOn(typed(round));
        },
        after: (round) => {
          const last = verdict?.migrations.at(-1);
          assert.equal(last?.migration?.checksum, hash('sha384', typed(round)));
          assert.deepEqual([last.state, checksum.length], ['modified', 96]);
        },
      },
    },
    // A moment each, so that many of them are as soon measured.
    { rounds: 20 * rounds },
  );
  return {
    ...{ ours, floor, marks: [timesFloor(2)] },
    note: 'the floor is the hash of the same text alone.',
    because:
      'what is left beside a hash of a seventh of a millisecond is a tenth for copying the lists of 10,000 files and states, and going once through the files to see which are others',
  };
}

/** What the editor does with a document in it, once it has its text; less showing it. */
class Editor {
  /** What was applied of the document. */
  readonly applied: string;
  readonly verdictOn: (text: string) => Status;

  private constructor(applied: string, verdictOn: (text: string) => Status) {
    this.applied = applied;
    this.verdictOn = verdictOn;
  }

  /** @param bytes of the last migration, or a few more */
  static async open(at: Place, count: number, bytes: number): Promise<Editor> {
    const root = temporaryFolder('bench');
    const applied = largeChanges(bytes).at(-1)?.up ?? '';
    const path = 'migrations/99999_typed.up.sql';
    writeProject(root, changes(count - 1), {
      '99999_typed.up.sql': applied,
      '99999_typed.down.sql': 'DELETE FROM large;\n',
    });
    const database = await at.create();
    await recordAsApplied('sqlite', database, root);
    const project = await openProject(root, {});
    const reader = new MigrationReader(project);
    const target = parseAddress(database.url, { base: root, env: {} });
    const status = await readStatus(project, await reader.read(), target, { isolated: false });
    return new Editor(applied, (text) => {
      const files = reader.overlay(new Map([[path, text]]));
      assert.ok(files);
      return judgeByChecksums({ ...status, files }, status);
    });
  }
}
