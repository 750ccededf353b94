import type { Tool } from './convention.ts';
import { sqlx } from './sqlx/index.ts';

/** Every tool whose migrations Strata reads and writes. */
export const tools: readonly Tool[] = [sqlx];
