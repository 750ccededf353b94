// Bundles the extension and the CLI into dist/. Flags: --production (minified, no source maps), --watch.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { writeDeclarations } from './scripts/declarations.mjs';
import { thirdPartyNotices } from './scripts/notices.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const notices = 'THIRD-PARTY-NOTICES.txt';
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

// A file of its own for what not everybody needs: loaded on first use, and not at activation.
const packagesApart = {
  name: 'packages-apart',
  setup(build) {
    build.onResolve({ filter: /^(?:pg|yaml)$/ }, ({ path, importer }) =>
      importer.startsWith(join(root, 'src')) ? { path: `./${path}.js`, external: true } : undefined,
    );
  },
};

// better-sqlite3 looks for its binaries one folder above its code, which here would be outside dist/.
const prebuildsBesideBundle = {
  name: 'prebuilds-beside-bundle',
  setup(build) {
    build.onLoad({ filter: /better-sqlite3[\\/]lib[\\/]binding\.js$/ }, ({ path }) => {
      const original = readFileSync(path, 'utf8');
      const contents = original.replace(
        "path.join(__dirname, '..', 'prebuilds'",
        "path.join(__dirname, 'prebuilds'",
      );
      if (contents === original) throw new Error(`${path} finds its binaries in some new way`);
      return { contents };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir: 'dist',
  entryPoints: {
    extension: 'src/extension/extension.ts',
    'cli-main': 'src/cli/main.ts',
    'sqlite-child': 'src/databases/sqlite/child.ts',
    runner: 'src/node/runner.ts',
    pg: 'pg',
    yaml: 'yaml',
  },
  external: ['vscode', 'pg-native'],
  // Its other form loads its parts by a require that no bundler sees.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  plugins: [packagesApart, prebuildsBesideBundle],
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  metafile: true,
  logLevel: 'info',
};

const prebuilds = join(root, 'node_modules/better-sqlite3/prebuilds');

function copyWhatIsNotBundled() {
  const launcher = join(dist, 'cli.js');
  cpSync(join(root, 'src/cli/launcher.cjs'), launcher);
  chmodSync(launcher, 0o755);
  for (const name of readdirSync(prebuilds).filter((file) => file.endsWith('.node'))) {
    // Only where it differs: a running SQLite has the file open, which Windows would not overwrite.
    const copy = join(dist, 'prebuilds', name);
    if (!existsSync(copy) || statSync(copy).size !== statSync(join(prebuilds, name)).size) {
      cpSync(join(prebuilds, name), copy);
    }
  }
}

/** Nothing is deleted before the build, so that what runs from dist/ meanwhile finds its files. */
function removeLeftovers({ outputs }) {
  const written = new Set([...Object.keys(outputs), 'dist/cli.js', `dist/${notices}`]);
  for (const entry of readdirSync(dist, { withFileTypes: true })) {
    if (entry.isFile() && !written.has(`dist/${entry.name}`)) rmSync(join(dist, entry.name));
  }
}

mkdirSync(dist, { recursive: true });
copyWhatIsNotBundled();

if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  // esbuild has printed the errors by then; a stack would only push them off the screen.
  const { metafile } = await esbuild.build(options).catch(() => process.exit(1));
  writeFileSync(join(dist, notices), thirdPartyNotices(root, Object.keys(metafile.inputs)));
  removeLeftovers(metafile);
  if (production) await writeDeclarations(join(dist, 'types'));
}
