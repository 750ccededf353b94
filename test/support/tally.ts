import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the extension host, where tests are a bundle that lies elsewhere, whoever starts it names the place. */
export const talliesVariable = 'STRATA_TEST_TALLIES';

export const tallies = join(import.meta.dirname, '../../test-results/tallies');

/**
 * Counts what a test has tried, for whoever writes reports:
 * `test-results/tallies/<name>.json` has the numbers of the last time it ran.
 */
export class Tally<Key extends string> {
  readonly #name: string;
  readonly #counts: Record<Key, number>;

  constructor(name: string, keys: readonly Key[]) {
    this.#name = name;
    this.#counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
  }

  add(key: Key, count = 1): void {
    this.#counts[key] += count;
  }

  write(): void {
    const folder = process.env[talliesVariable] ?? tallies;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${this.#name}.json`), `${JSON.stringify(this.#counts, null, 2)}\n`);
  }
}
