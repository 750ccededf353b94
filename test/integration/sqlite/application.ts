/**
 * An application that has a database open and reads and writes all the time, until its standard
 * input ends; then it says how many rows it has written: `PATH`.
 */
import BetterSqlite3 from 'better-sqlite3';

const database = new BetterSqlite3(process.argv[2] ?? '', { timeout: 60_000 });
let written = 0;
const over = new AbortController();

process.stdin.on('end', () => {
  over.abort();
});
process.stdin.resume();
console.log('at work');
while (!over.signal.aborted) {
  database.prepare('INSERT INTO orders VALUES (?)').run(++written);
  const { n } = database.prepare('SELECT count(*) AS n FROM orders').get() as { n: number };
  if (n !== written) throw new Error(`${n} of ${written} orders are there`);
  await new Promise(setImmediate);
}
database.close();
console.log(written);
