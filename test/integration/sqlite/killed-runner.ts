import { join } from 'node:path';
import { loadDriver } from '../../../src/databases/sqlite/drivers.ts';
import type { Session } from '../../../src/databases/sqlite/driver.ts';
import { waitingFor } from '../../../src/databases/sqlite/patience.ts';
import { runByStatement } from '../../../src/databases/sqlite/run-by-statement.ts';
import { Script } from '../../../src/databases/sqlite/script.ts';
import { openForWriting } from '../../../src/databases/sqlite/writing.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject } from '../../../src/project/project.ts';
import { progressTable } from '../../../src/runner/progress.ts';
import { planOn, readStatus } from '../../../src/runner/status.ts';
import { piecewiseUnit } from '../../../src/runner/units.ts';
import { usual } from '../runner/support.ts';
import { targetOf } from './support.ts';

/**
 * A process of its own that applies the first pending migration, a script without a transaction, and
 * kills itself at the nth call to SQLite: `node killed-runner.ts project nth`.
 */
const [root = '', nth = ''] = process.argv.slice(2);
const target = targetOf(join(root, 'app.db'));
const project = await openProject(root, { convention: 'sqlx' });
const files = await new MigrationReader(project).read();
const status = await readStatus(project, files, target, usual);
const { history, located } = status.recorded;
const [step] = planOn(status, { kind: 'up' }, usual).steps;
if (step === undefined) throw new Error('nothing is pending');
const unit = piecewiseUnit(step, history, progressTable('sqlite', located));
if (unit.transactional) throw new Error('it is in a transaction');

const session = openForWriting(await loadDriver(null), target, { foreignKeys: true });
let calls = 0;
const fatal = new Proxy(session, {
  get(of, name: keyof Session) {
    const value: unknown = Reflect.get(of, name);
    if (typeof value !== 'function') return value;
    return (...parameters: unknown[]): unknown => {
      calls += 1;
      if (calls === Number(nth)) process.kill(process.pid, 'SIGKILL');
      return Reflect.apply(value, of, parameters);
    };
  },
});
const whenFree = waitingFor(target.path, { timeout: 0 });
await runByStatement(fatal, whenFree, new Script(step.script.sql, target.path), unit, true);
session.close();
