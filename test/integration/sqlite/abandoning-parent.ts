/** Begins a long script in a child process, says the child's id and is killed by the test. */
import { connectIsolated } from '../../../src/databases/sqlite/isolated.ts';
import { slowStatement, targetOf } from './support.ts';

const path = process.argv[2] ?? '';
const options = { mode: 'write', foreignKeys: true, driver: null } as const;
const connection = await connectIsolated(targetOf(path), options);
const script = `CREATE TABLE a (x); ${slowStatement};`;
const running = connection.run({ transactional: true, script, record: [] });
console.log(connection.pid);
await running;
