// `npm run package`: the universal VSIX, with one SQLite binary per platform in it.
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isMain, main } from './main.mjs';
import { inRoot, root } from './paths.mjs';
import { must } from './run.mjs';

const require = createRequire(import.meta.url);
const { name, version, exports } = require('../package.json');

export const vsix = inRoot(`${name}-${version}.vsix`);

const mayBeIn = [
  /^(package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^(l10n|media\/walkthrough|media\/schemas|media\/snippets)\/|^media\/[^/]+$/,
  /^dist\/([\w-]+\.(js|wasm)|THIRD-PARTY-NOTICES\.txt|prebuilds\/[\w-]+\.node)$/,
];

const mustBeIn = [
  ...[
    'extension',
    'cli',
    'cli-main',
    'sqlite-child',
    'program-keeper',
    'analyst-worker',
    'pglite-worker',
    'pg',
  ].map((js) => `dist/${js}.js`),
  ...['dist/libpg-query.js', 'dist/libpg-query.wasm'],
  'media/schemas/strata.schema.json',
];

/** Builds for production, packages, and looks at what got in. */
export async function packageVsix() {
  const vsce = join(dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  // vsce builds through the script `vscode:prepublish`.
  const parameters = ['package', '--no-dependencies', '--out', vsix];
  const output = await must(process.execPath, [vsce, ...parameters], { cwd: root });
  const problems = await contentProblems();
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${output}`);
  return vsix;
}

async function contentProblems() {
  const { listFiles, PackageManager } = require('@vscode/vsce');
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const foreign = files.filter((file) => !mayBeIn.some((pattern) => pattern.test(file)));
  const missing = mustBeIn.filter((file) => !files.includes(file));
  const exported = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [each] : Object.values(each),
  );
  return [
    ...exported
      .filter((file) => !existsSync(inRoot(file)))
      .map((file) => `${file} is exported, and was not built`),
    ...foreign.map((file) => `${file} does not belong into the VSIX; see .vscodeignore`),
    ...missing.map((file) => `${file} is missing in the VSIX`),
  ];
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await packageVsix();
    console.log(`${vsix} (${(statSync(vsix).size / 1e6).toFixed(1)} MB)`);
  });
}
