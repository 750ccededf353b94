// Bundles the extension and the CLI into dist/. Flags: --production (minified, no source maps), --watch.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { assertLight } from './scripts/activation.mjs';
import {
  besideBundles,
  bundled,
  command,
  parted,
  partedEntries,
  wholeEntries,
} from './scripts/bundle.mjs';
import { writeDeclarations } from './scripts/declarations.mjs';
import { thirdPartyNotices } from './scripts/notices.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const notices = 'THIRD-PARTY-NOTICES.txt';
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = { outdir: 'dist', minify: production, metafile: true, logLevel: 'info' };

/** @type {readonly esbuild.BuildOptions[]} */
const builds = [
  { ...bundled, ...common, entryPoints: wholeEntries, sourcemap: !production },
  { ...command, ...common, sourcemap: production ? false : 'inline' },
  { ...parted, ...common, entryPoints: partedEntries, sourcemap: production ? false : 'inline' },
];

const prebuilds = join(root, 'node_modules/better-sqlite3/prebuilds');

function copyWhatIsNotBundled() {
  const launcher = join(dist, 'cli.js');
  cpSync(join(root, 'src/cli/launcher.cjs'), launcher);
  chmodSync(launcher, 0o755);
  for (const [name, file] of Object.entries(besideBundles)) cpSync(file, join(dist, name));
  for (const name of readdirSync(prebuilds).filter((file) => file.endsWith('.node'))) {
    // Only where it differs: a running SQLite has the file open, which Windows would not overwrite.
    const copy = join(dist, 'prebuilds', name);
    if (!existsSync(copy) || statSync(copy).size !== statSync(join(prebuilds, name)).size) {
      cpSync(join(prebuilds, name), copy);
    }
  }
}

/** Nothing is deleted before the build, so that what runs from dist/ meanwhile finds its files. */
function removeLeftovers(outputs) {
  const copied = [notices, 'cli.js', ...Object.keys(besideBundles)].map((name) => `dist/${name}`);
  const written = new Set([...outputs, ...copied]);
  for (const entry of readdirSync(dist, { withFileTypes: true })) {
    if (entry.isFile() && !written.has(`dist/${entry.name}`)) rmSync(join(dist, entry.name));
  }
  // The launcher's: of code that is no more.
  rmSync(join(dist, 'compiled'), { recursive: true, force: true });
}

mkdirSync(dist, { recursive: true });
copyWhatIsNotBundled();

if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  // esbuild has printed the errors by then; a stack would only push them off the screen.
  const built = await Promise.all(builds.map(esbuild.build)).catch(() => process.exit(1));
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(dist, notices), thirdPartyNotices(root, [...new Set(inputs)]));
  removeLeftovers(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  if (production) {
    assertLight(Object.assign({}, ...built.map(({ metafile }) => metafile.outputs)));
    await writeDeclarations(join(dist, 'types'));
  }
}
