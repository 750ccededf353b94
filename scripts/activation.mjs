// What the editor loads when it activates the extension: the entry, and what that imports at once.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const ENTRY = 'src/extension/extension.ts';

/** In bytes, minified. */
const MOST = 250_000;

const DRIVERS_AND_PARSERS =
  /node_modules\/(?:better-sqlite3|pg|libpg-query|yaml|smol-toml|jsonc-parser|dotenv|valibot|commander)\//;

/**
 * @param {import('esbuild').Metafile['outputs']} outputs that were written
 * @throws Error where activating would load too much
 */
export function assertLight(outputs) {
  const { size, inputs } = loadedAtOnce(outputs);
  if (size > MOST) throw new Error(`activating loads ${size} bytes, more than ${MOST}`);
  const heavy = inputs.filter((path) => DRIVERS_AND_PARSERS.test(path));
  if (heavy.length > 0) throw new Error(`activating loads ${heavy.join(', ')}`);
}

/**
 * @param {import('esbuild').Metafile['outputs']} outputs that were written
 * @returns {{ size: number, inputs: string[] }} how many bytes, made of which files
 */
export function loadedAtOnce(outputs) {
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === ENTRY);
  const loaded = new Set([entry]);
  // A set is walked on to what is added meanwhile.
  for (const path of loaded) {
    const { imports } = outputs[path];
    const atOnce = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    for (const each of atOnce) loaded.add(each.path);
  }
  const paths = [...loaded];
  return {
    size: paths.reduce((sum, path) => sum + statSync(join(root, path)).size, 0),
    inputs: paths.flatMap((path) => Object.keys(outputs[path].inputs)),
  };
}
