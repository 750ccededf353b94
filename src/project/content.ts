import { readFileSync } from 'node:fs';
import type { Content } from '../conventions/convention.ts';

/** In one call, where it is UTF-8 as nearly all files are. */
export function readContent(path: string): Content {
  try {
    const text = readFileSync(path, 'utf8');
    // What is no UTF-8 becomes this character, which may as well be written there.
    return text.includes('\uFFFD') ? readFileSync(path) : text;
  } catch (error) {
    return error as Error;
  }
}
