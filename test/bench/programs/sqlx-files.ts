import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What sqlx records of an up script. */
export interface Script {
  readonly version: bigint;
  readonly description: string;
  readonly sql: string;
  /** SHA-384, lower-case hex. */
  readonly checksum: string;
}

/** In the order of their versions; only as much of sqlx as these sets need. */
export function scriptsIn(folder: string): readonly Script[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const [, version, description] = /^(\d+)_(.+)\.up\.sql$/.exec(name) ?? [];
      if (version === undefined || description === undefined) return [];
      const bytes = readFileSync(join(folder, name));
      const checksum = createHash('sha384').update(bytes).digest('hex');
      return [{ version: BigInt(version), description, sql: bytes.toString(), checksum }];
    })
    .toSorted((a, b) => (a.version < b.version ? -1 : 1));
}
