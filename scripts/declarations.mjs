// The types of what the package exports to other programs. Their sources import nothing of ours but
// one another, so that they can stand without the rest.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { must } from './run.mjs';

const sources = ['node/runner', 'node/api', 'runner/info', 'extension/api/api'];

/** What they reach has no types of its own. */
const ambient = inRoot('src/grammar/libpg-query-wasm.d.ts');

const options = [
  ...['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--noEmit', 'false'],
  // The stage `typecheck` does that; here it would take three quarters of the whole build.
  '--noCheck',
  ...['--rootDir', inRoot('src'), '--target', 'ES2024', '--module', 'nodenext'],
  ...['--moduleResolution', 'nodenext', '--rewriteRelativeImportExtensions', '--types', 'node'],
  ...['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--resolveJsonModule'],
];

/** @param {string} folder where they go */
export async function writeDeclarations(folder) {
  const scratch = mkdtempSync(join(tmpdir(), 'strata-types-'));
  try {
    const files = sources.map((source) => inRoot('src', `${source}.ts`));
    const tsc = inRoot('node_modules/typescript/bin/tsc');
    await must(process.execPath, [tsc, ...options, '--outDir', scratch, ambient, ...files], {
      cwd: root,
    });
    rmSync(folder, { recursive: true, force: true });
    for (const source of sources) {
      const file = join(folder, `${source}.d.ts`);
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync(join(scratch, `${source}.d.ts`), file);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
