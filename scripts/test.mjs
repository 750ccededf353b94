// `npm test`, or `npm test -- unit lint` for some of it. Every stage runs, whatever the others did.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { memoryFolder } from './memory-folder.mjs';
import { inRoot } from './paths.mjs';
import { order, sharedThings, stages } from './stages.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(
    `No such tests: ${unknown.join(', ')}. There are: ${Object.keys(stages).join(', ')}.`,
  );
  process.exit(2);
}

// Tests start some thousand processes, and half of what that takes is compiling the same sources.
process.env.NODE_COMPILE_CACHE = inRoot('.cache/compiled');

// One folder for all that tests leave behind, so that nothing stays. Other users that tests act as, such as the server's, write there too.
const scratch = mkdtempSync(join(memoryFolder(), 'strata-'));
chmodSync(scratch, 0o1777);
for (const variable of ['TMPDIR', 'TEMP', 'TMP']) process.env[variable] = scratch;
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(130));

const shared = sharedThings();
const isChosen = (name) => names.length === 0 || names.includes(name);
const total = { passed: 0, failed: 0 };

// Mostly waiting for the network, so it may as well begin now. Who needs it hears of a failure.
if (['bench', 'host', 'workbench'].some(isChosen)) shared.workbench().catch(() => {});

for (const lanes of order) await Promise.all(lanes.map(runLane));

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

async function runLane(names) {
  for (const name of names.filter(isChosen)) await runStage(name);
}

async function runStage(name) {
  const start = Date.now();
  const result = await stages[name](shared).catch((error) => ({
    passed: 0,
    failed: 1,
    output: error.stack,
  }));
  if (result.passed + result.failed === 0) {
    result.failed = 1;
    result.output += 'There was nothing to run.';
  }
  total.passed += result.passed;
  total.failed += result.failed;
  report(name, result, (Date.now() - start) / 1000);
}

function report(name, { passed, failed, output }, seconds) {
  const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`;
  const line = `${name.padEnd(11)} ${counts} (${seconds.toFixed(1)} s)`;
  console.log(failed === 0 ? `✔ ${line}` : `✖ ${line}\n\n${output.trimEnd()}\n`);
}
