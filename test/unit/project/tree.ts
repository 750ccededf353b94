import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A folder with these files by path; one that ends in `/` is a folder, `-> x` a link to x. */
export function tree(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('tree');
  for (const [path, text] of Object.entries(files)) {
    const absolute = join(root, path);
    mkdirSync(path.endsWith('/') ? absolute : dirname(absolute), { recursive: true });
    if (path.endsWith('/')) continue;
    const link = /^-> (.*)$/.exec(text)?.[1];
    if (link === undefined) writeFileSync(absolute, text);
    else symlinkSync(link, absolute);
  }
  return root;
}
