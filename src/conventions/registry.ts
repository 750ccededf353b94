import type { Tool } from './convention.ts';
import { sections } from './sections/index.ts';
import { sqlx } from './sqlx/index.ts';
import { versionedFolders } from './versioned-folders/index.ts';

/** Every tool whose migrations Strata reads and writes. */
export const tools: readonly Tool[] = [sqlx, sections, versionedFolders];
