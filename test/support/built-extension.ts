import { cpSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');

interface Bundling {
  readonly bundled: BuildOptions;
  readonly parted: BuildOptions;
  readonly wholeEntries: Readonly<Record<string, string>>;
  readonly partedEntries: Readonly<Record<string, string>>;
  readonly besideBundles: Readonly<Record<string, string>>;
}

interface Activation {
  readonly loadedAtOnce: (outputs: Metafile['outputs']) => { readonly size: number };
}

export interface BuiltExtension {
  readonly folder: string;
  /** In bytes: what activating loads. */
  readonly loads: number;
}

/** The extension as it ships, built from the sources as they are now into a folder of its own. */
export async function buildExtension(): Promise<BuiltExtension> {
  const { bundled, parted, wholeEntries, partedEntries, besideBundles } = (await import(
    join(root, 'scripts/bundle.mjs')
  )) as Bundling;
  const { loadedAtOnce } = (await import(join(root, 'scripts/activation.mjs'))) as Activation;
  const folder = temporaryFolder('extension');
  const outdir = join(folder, 'dist');
  const common = { outdir, minify: true, logLevel: 'error' } as const;
  const { metafile } = await build({
    ...{ ...parted, ...common, entryPoints: partedEntries },
    ...{ metafile: true, sourcemap: false },
  });
  await build({ ...bundled, ...common, entryPoints: wholeEntries });
  for (const file of ['package.json', 'package.nls.json', 'media']) {
    cpSync(join(root, file), join(folder, basename(file)), { recursive: true });
  }
  for (const [name, file] of Object.entries(besideBundles)) symlinkSync(file, join(outdir, name));
  symlinkSync(join(root, 'node_modules/better-sqlite3/prebuilds'), join(outdir, 'prebuilds'));
  return { folder, loads: loadedAtOnce(metafile.outputs).size };
}
