import { symlinkSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from './temporary-folder.ts';

/** A script as one file, for who starts it often: its own sources take three times as long to load. */
export async function bundledScript(source: string): Promise<string> {
  const folder = temporaryFolder('script');
  const outfile = join(folder, `${parse(source).name}.mjs`);
  await build({
    ...{ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm' },
    packages: 'external',
    logLevel: 'error',
  });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  return outfile;
}
