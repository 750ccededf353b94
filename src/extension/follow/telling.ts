import { basename, relative } from 'node:path';
import { tools } from '../../conventions/registry.ts';
import { CONFIG_FILE } from '../../project/config.ts';

/**
 * Whether there may be other projects now that this file or folder has come or gone. A name without
 * an ending may be a folder's, and of what came with a folder nothing may be told.
 *
 * @param roots of the projects that are known
 */
export function isTelling(path: string, roots: readonly string[]): boolean {
  const name = basename(path);
  return (
    CONFIGURATION.has(name) ||
    name.endsWith('.sql') ||
    !name.includes('.') ||
    // With a folder goes what is in it, of which nothing is told.
    roots.some((root) => !/^\.\.(?:[/\\]|$)/.test(relative(path, root)))
  );
}

const CONFIGURATION = new Set([CONFIG_FILE, ...tools.flatMap(({ configFiles }) => configFiles)]);
