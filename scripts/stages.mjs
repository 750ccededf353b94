// What `npm test` consists of. Each stage resolves to { passed, failed, output }.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { packageVsix } from './package.mjs';
import { run } from './run.mjs';

const minute = 60_000;

export const stages = {
  typecheck: () => tool('typescript/bin/tsc', ['--noEmit']),
  lint: () => tool('eslint/bin/eslint.js', ['.']),
  format: () => tool('prettier/bin/prettier.cjs', ['--check', '.']),
  package: async ({ vsix }) => {
    await vsix();
    return { passed: 1, failed: 0, output: '' };
  },
  unit: () => nodeTests(testFiles('test/unit'), { concurrency: availableParallelism() }),
  integration: async ({ postgres, command }) => {
    const env = { ...(await postgres()), ...(await command()) };
    const preloaded = [here('as-built.mjs')];
    const cores = availableParallelism();
    const [timed, others] = partition(testFiles('test/integration'), (file) =>
      measuresTime.test(relative(root, file)),
    );
    return sum([
      // Each of these waits for a third of its time.
      await nodeTests(others, { env, preloaded, concurrency: Math.ceil(cores * 1.5) }),
      await nodeTests(timed, { env, preloaded, concurrency: cores }),
    ]);
  },
  reliability: () => nodeTests(testFiles('test/reliability')),
  bench: async (shared) => {
    await shared.workbench();
    return nodeTests(testFiles('test/bench'), { env: await shared.postgres() });
  },
  host: async (shared) => {
    await Promise.all([shared.vsix(), shared.workbench()]);
    return hostTests(await shared.postgres());
  },
  workbench: async (shared) => {
    const [STRATA_TEST_VSIX] = await Promise.all([shared.vsix(), shared.workbench()]);
    return nodeTests(testFiles('test/workbench'), {
      env: { ...(await shared.postgres()), STRATA_TEST_VSIX },
    });
  },
};

/** What must take effect within a second, or at the same moment, has a core to itself. */
const measuresTime =
  /(?:bad-input|cancel|connecting|contract|interruption|isolation|lost|session)\.test\.ts$/;

/**
 * What comes one after the other. Where lanes are side by side, the stages of a lane follow one
 * another: the linter alone has a core to do for as long as all that is beside it.
 */
export const order = [
  [['lint'], ['typecheck', 'format', 'package', 'unit']],
  [['integration']],
  [['reliability'], ['bench']],
  [['host'], ['workbench']],
];

/** What several stages need, made when the first of them asks. */
export function sharedThings() {
  return {
    vsix: once(packageVsix),
    workbench: once(prepareWorkbench),
    postgres: once(startPostgres),
    command: once(buildCommand),
  };
}

function once(make) {
  let made;
  return () => (made ??= make());
}

async function prepareWorkbench() {
  const { code, output } = await run(process.execPath, [inRoot('scripts/prepare-workbench.mjs')]);
  if (code !== 0) throw new Error(output);
}

async function startPostgres() {
  const { postgres, sharedServerAddress, sharedServerVariable } =
    await import('../test/support/postgres.ts');
  return { [sharedServerVariable]: sharedServerAddress(await postgres()) };
}

async function buildCommand() {
  const { buildCommand } = await import('../test/support/built-command.ts');
  return { STRATA_TEST_COMMAND: await buildCommand() };
}

async function tool(script, parameters) {
  const file = inRoot('node_modules', script);
  const { code, output } = await run(process.execPath, [file, ...parameters], {
    cwd: root,
    timeout: 5 * minute,
  });
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

function partition(files, isFirst) {
  return [files.filter(isFirst), files.filter((file) => !isFirst(file))];
}

function sum(results) {
  return {
    passed: results.reduce((all, { passed }) => all + passed, 0),
    failed: results.reduce((all, { failed }) => all + failed, 0),
    output: results.map(({ output }) => output).join('\n'),
  };
}

async function nodeTests(files, { env, preloaded = [], concurrency = 1 } = {}) {
  if (files.length === 0) return { passed: 0, failed: 0, output: '' };
  const scratch = mkdtempSync(join(tmpdir(), 'strata-counts-'));
  const counts = join(scratch, 'counts.json');
  const { code, output } = await run(
    process.execPath,
    [
      ...['--test', `--test-concurrency=${concurrency}`, '--test-timeout=180000'],
      ...[here('watch-handles.mjs'), ...preloaded].flatMap((module) => ['--import', module]),
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...[`--test-reporter=${here('count-tests.mjs')}`, `--test-reporter-destination=${counts}`],
      ...files,
    ],
    {
      cwd: root,
      // Whoever runs the tests has a state folder of their own.
      env: { ...process.env, STRATA_KEEP_APPLIED_TEXTS: 'off', ...env },
      timeout: 12 * minute,
    },
  );
  const { passed, failed, complaints } = existsSync(counts)
    ? JSON.parse(readFileSync(counts, 'utf8') || noCounts)
    : JSON.parse(noCounts);
  rmSync(scratch, { recursive: true });
  return {
    passed,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    output: [output, ...complaints].join('\n'),
  };
}

const here = (script) => new URL(script, import.meta.url).href;
const noCounts = '{ "passed": 0, "failed": 1, "complaints": ["The run ended before its time."] }';

async function hostTests(env) {
  const { TestHost, hostWorkspace } = await import('../test/support/host.ts');
  const host = await TestHost.start(env);
  const results = [];
  // One window per folder, so that a folder of tests can bring a workspace of its own.
  for (const [folder, files] of Map.groupBy(testFiles('test/host'), (file) => join(file, '..'))) {
    const { passed, failures } = await host
      .run({ files, workspace: hostWorkspace(folder) })
      .catch(({ message }) => ({
        passed: 0,
        failures: [{ title: relative(root, folder), error: message }],
      }));
    const output = failures.map(({ title, error }) => `✖ ${title}\n${error}\n`).join('\n');
    results.push({ passed, failed: failures.length, output });
  }
  await host.stop();
  return sum(results);
}

function testFiles(folder) {
  return readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFiles(path);
    return entry.name.endsWith('.test.ts') ? [inRoot(path)] : [];
  });
}
