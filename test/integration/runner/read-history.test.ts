import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../../../src/databases/database.ts';
import { openProject } from '../../../src/project/project.ts';
import { readHistory } from '../../../src/runner/history.ts';
import { progressTable } from '../../../src/runner/progress.ts';
import { postgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { statement } from '../contract.ts';
import { connect } from '../postgres/connect.ts';
import { connectTo, newPath } from '../sqlite/support.ts';

describe('the history', () => {
  for (const engine of ['sqlite', 'postgres'] as const) {
    it(`is read anew where somebody ends meanwhile and takes the empty table of progress away (${engine})`, async (t) => {
      const { convention } = await openProject(temporaryFolder('history'), { convention: 'sqlx' });
      const connection =
        engine === 'sqlite'
          ? await connectTo(newPath())
          : await connect((await (await postgres()).createDatabase()).url);
      t.after(() => connection.close());
      const before = await readHistory(connection, convention);
      const progress = progressTable(connection.engine, before.located);
      await connection.execute([...before.history.create, progress.create]);
      const others = overtakenBefore(connection, progress.select.sql, async () => {
        await connection.execute([statement('DROP TABLE _strata_progress')]);
      });
      const { hasProgress, unfinished, exists } = await readHistory(others, convention);
      assert.deepEqual([exists, hasProgress, unfinished], [true, false, []]);
    });
  }
});

/** The same connection; just before it asks something for the first time, somebody else acts. */
function overtakenBefore(
  connection: Connection,
  question: string,
  act: () => Promise<void>,
): Connection {
  let isNext = true;
  return new Proxy(connection, {
    get(real, name) {
      if (name !== 'query') {
        const found: unknown = Reflect.get(real, name, real);
        return typeof found === 'function' ? (found.bind(real) as unknown) : found;
      }
      return async (asked: Parameters<Connection['query']>[0]) => {
        if (isNext && asked.sql === question) {
          isNext = false;
          await act();
        }
        return real.query(asked);
      };
    },
  });
}
