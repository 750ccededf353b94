// What ships of other people's: the packages that the bundles are made of, with their binaries.
import * as esbuild from 'esbuild';
import { bundled, entries } from './bundle.mjs';

/** @returns {Promise<string[]>} the packages' folders, relative to the repository */
export async function shippedPackages() {
  const { metafile } = await esbuild.build({
    ...bundled,
    outdir: 'dist',
    entryPoints: entries,
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  return packagesOf(Object.keys(metafile.inputs));
}

/** @param {string[]} inputs as esbuild names them */
export function packagesOf(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}
