// How sources become the files that ship: shared by the build and by those that build to break.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { atOnceInOneFile, partsToCommonJs } from './parts.mjs';
import { root } from './paths.mjs';

// A file of its own for what not everybody needs: loaded on first use, and not at activation.
const packagesApart = {
  name: 'packages-apart',
  setup(build) {
    build.onResolve(
      { filter: /^(?:pg|yaml|libpg-query\/wasm\/libpg-query\.js)$/ },
      ({ path, importer }) =>
        importer.startsWith(join(root, 'src'))
          ? { path: `./${basename(path, '.js')}.js`, external: true }
          : undefined,
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

// As CommonJS, the only form it has, it would be made a namespace of in every file that has texts.
const textsAsModule = {
  name: 'texts-as-module',
  setup(build) {
    build.onLoad({ filter: /@vscode[\\/]l10n[\\/]dist[\\/]main\.js$/ }, ({ path }) => {
      const original = readFileSync(path, 'utf8');
      const contents = original.replace(
        'module.exports = __toCommonJS(main_exports);',
        'export { config, t };',
      );
      if (contents === original) throw new Error(`${path} exports in some new way`);
      return { contents };
    });
  },
};

// All that the command tells of the package, nine tenths of which is for the editor.
const versionOfPackage = {
  name: 'version-of-package',
  setup(build) {
    build.onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (path !== join(root, 'package.json')) return undefined;
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Processes and threads that the command starts, and packages that all share. */
export const commandEntries = {
  'sqlite-child': 'src/databases/sqlite/child.ts',
  'program-keeper': 'src/databases/program-keeper.ts',
  'analyst-worker': 'src/checks/analyst-worker.ts',
  'pglite-worker': 'src/databases/postgres/shadow/pglite-worker.ts',
  pg: 'pg',
  yaml: 'yaml',
  'libpg-query': 'libpg-query/wasm/libpg-query.js',
};

/** What packages apart look for beside themselves. */
export const besideBundles = {
  'libpg-query.wasm': join(root, 'node_modules/libpg-query/wasm/libpg-query.wasm'),
};

/** In one file each. */
export const wholeEntries = {
  ...commandEntries,
  runner: 'src/node/runner.ts',
};

/** What is imported later is a file of its own. */
export const partedEntries = { extension: 'src/extension/extension.ts' };

const mainEntry = { 'cli-main': 'src/cli/main.ts' };

/** Everything that ships. */
export const entries = { ...wholeEntries, ...partedEntries, ...mainEntry };

/** @type {import('esbuild').BuildOptions} */
export const bundled = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode', 'pg-native'],
  // Its other form loads its parts by a require that no bundler sees.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  plugins: [packagesApart, prebuildsBesideBundle, textsAsModule, versionOfPackage],
  legalComments: 'none',
};

/** @type {import('esbuild').BuildOptions} */
export const parted = {
  ...bundled,
  format: 'esm',
  splitting: true,
  plugins: [atOnceInOneFile(), ...bundled.plugins, partsToCommonJs],
};

/**
 * The command in parts. Most of its commands need what status needs: one file as well.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const command = {
  ...parted,
  entryPoints: mainEntry,
  plugins: [
    atOnceInOneFile(['src/cli/commands/status.ts', 'src/databases/sqlite/index.ts']),
    ...bundled.plugins,
    partsToCommonJs,
  ],
};
