import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { judgeScript } from '../../src/checks/judge-script.ts';
import { ThreadAnalyst } from '../../src/checks/thread-analyst.ts';
import type { Engine } from '../../src/core/engine.ts';
import { parseAddress } from '../../src/databases/address.ts';
import { Consents } from '../../src/extension/checks/consents.ts';
import { ShadowKeeper } from '../../src/extension/checks/shadow-keeper.ts';
import { subjectsIn } from '../../src/extension/checks/subjects.ts';
import { Gateway } from '../../src/extension/model/gateway.ts';
import { MigrationReader } from '../../src/project/migrations.ts';
import { openProject } from '../../src/project/project.ts';
import { postgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { byTurns } from './by-turns.ts';
import { atMost } from './mark.ts';
import { changes, writeProject, type Change } from './migration-set.ts';
import { rawPostgres, rawSqlite, type Raw } from './raw.ts';
import type { Options, Row } from './row.ts';

/** As issue D has it. */
const PRECEDING = 300;
const MARKS: Readonly<Record<Engine, number>> = { sqlite: 100, postgres: 250 };

const FILE = 'migrations/99999_typed.sql';

interface Typed {
  readonly work: string;
  /** Another text at every keystroke. */
  readonly script: (round: number) => string;
  readonly floor: (round: number, raw: Raw) => Promise<unknown>;
  readonly after?: (round: number, raw: Raw) => Promise<unknown>;
}

const column = (round: number): string => `ALTER TABLE item_7 ADD COLUMN note_${round} text;\n`;
const index = (round: number): string =>
  `CREATE INDEX CONCURRENTLY note_${round} ON item_7 (price);\n`;

const IN_A_TRANSACTION: Typed = {
  work: 'keystroke to verdict',
  script: column,
  floor: (round, raw) => raw.exec(`BEGIN; ${column(round)} ROLLBACK`),
};

/** It commits by itself, so that a shadow has to try it on a copy. */
const ON_A_COPY: Typed = {
  work: 'the same, on a copy',
  script: (round) => `-- no-transaction\n${index(round)}`,
  floor: (round, raw) => raw.exec(index(round)),
  after: (round, raw) => raw.exec(`DROP INDEX note_${round}`),
};

/** From a keystroke to what grammar, rules and engine say of it, by the editor's own way. */
export async function keystrokes(
  engine: Engine,
  { rounds, quick }: Options,
): Promise<readonly Row[]> {
  const preceding = quick ? 50 : PRECEDING;
  const all = changes(preceding);
  const editor = await Editor.open(engine, all);
  const raw = await (engine === 'sqlite' ? rawSqlite() : rawPostgres());
  try {
    for (const { up } of all) await raw.exec(up);
    await assertTells(editor);
    const rows: Row[] = [];
    for (const typed of engine === 'sqlite' ? [IN_A_TRANSACTION] : [IN_A_TRANSACTION, ON_A_COPY]) {
      const { after } = typed;
      const { ours, floor } = await byTurns(
        {
          floor: {
            run: (round) => typed.floor(round, raw),
            ...(after && { after: (round) => after(round, raw) }),
          },
          ours: {
            run: async (round) => {
              assert.deepEqual(await editor.errorsOf(typed.script(round)), []);
            },
          },
        },
        // A moment each, so that many of them are as soon measured.
        { rounds: 8 * rounds },
      );
      rows.push({
        work: `${typed.work}, ${preceding} preceding`,
        ...{ ours, floor, blocked: ours.blocked },
        marks: [atMost(MARKS[engine])],
        note: 'the floor is the statement itself, on a database with the same schema.',
      });
    }
    return rows;
  } finally {
    await Promise.all([editor.close(), raw.close()]);
  }
}

/** A verdict that says nothing would be fast as well. */
async function assertTells(editor: Editor): Promise<void> {
  const [error = ''] = await editor.errorsOf('ALTER TABLE nowhere ADD COLUMN a text;\n');
  assert.match(error, /nowhere/);
}

/** What the editor does at a keystroke, less drawing it. */
class Editor {
  readonly #type: (sql: string) => Promise<readonly string[]>;
  readonly close: () => Promise<unknown>;

  private constructor(
    type: (sql: string) => Promise<readonly string[]>,
    close: () => Promise<unknown>,
  ) {
    this.#type = type;
    this.close = close;
  }

  static async open(engine: Engine, all: readonly Change[]): Promise<Editor> {
    const folder = temporaryFolder('bench');
    writeProject(folder, all, { '99999_typed.sql': '' });
    const project = await openProject(folder, {});
    const reader = new MigrationReader(project);
    await reader.read();
    const address = engine === 'sqlite' ? 'sqlite:app.db' : await databaseUrl();
    const target = parseAddress(address, { base: folder, env: {} });
    const consents = new Consents({ get: (_: string, none: unknown) => none } as vscode.Memento);
    const gateway = new Gateway(() => true, { add: (each) => Promise.resolve(each) });
    const keeper = new ShadowKeeper(gateway, consents);
    const analyst = new ThreadAnalyst();
    const type = async (sql: string): Promise<readonly string[]> => {
      const files = reader.overlay(new Map([[FILE, Buffer.from(sql)]]));
      assert.ok(files);
      const [subject] = subjectsIn(project, engine, { files, status: null }, [FILE]);
      assert.equal(subject?.before.length, all.length);
      const wish = { project, destination: { target, environment: null }, address: null };
      const { shadow } = await keeper.find(wish);
      assert.ok(shadow);
      const { problems } = await judgeScript({ ...subject, rules: true }, { analyst, shadow });
      return problems.flatMap(({ severity, message }) => (severity === 'error' ? message : []));
    };
    return new Editor(type, () => Promise.all([keeper.close(), analyst.close()]));
  }

  /** What is wrong with the last migration once it is this. */
  errorsOf(sql: string): Promise<readonly string[]> {
    return this.#type(sql);
  }
}

async function databaseUrl(): Promise<string> {
  return (await (await postgres()).createDatabase()).url;
}
