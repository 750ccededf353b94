import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before } from 'node:test';
import { Client } from 'pg';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow } from '../../../src/databases/shadow.ts';
import type { PostgresTarget } from '../../../src/databases/target.ts';
import { postgres, type Postgres } from '../../support/postgres.ts';
import { shadowContract } from '../shadow-contract.ts';

let server: Postgres;
let admin: Client;
let target: PostgresTarget;

/** Tells our scratch databases from those of other tests on the same server. */
const PROJECT = `/shadow-tests/${process.pid}`;
const prefixOf = (project: string): string =>
  `strata_shadow_${createHash('sha256').update(project).digest('hex').slice(0, 8)}_`;

before(async () => {
  server = await postgres();
  admin = new Client({ connectionString: server.url('postgres') });
  await admin.connect();
  const { url } = await server.createDatabase();
  target = targetOf(url);
});
after(() => admin.end());

function targetOf(url: string): PostgresTarget {
  const parsed = parseAddress(url, { base: process.cwd(), env: {} });
  assert.ok(parsed.engine === 'postgres');
  return parsed;
}

function open(isOwnServer = true): Promise<Shadow> {
  const place = { kind: 'scratch', target, project: PROJECT, isOwnServer } as const;
  return openShadow(place, { foreignKeys: true, fixedTimes: true, own: [], ownTables: [] });
}

async function databases(prefix = prefixOf(PROJECT)): Promise<readonly string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1',
    [prefix],
  );
  return rows.map(({ datname }) => datname);
}

/** The sessions on our scratch databases, and those that hold their makers' locks. */
async function killAll(): Promise<void> {
  for (const name of await databases()) {
    const key = BigInt(`0x${name.split('_')[4] ?? ''}`);
    await admin.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM (
        SELECT pid FROM pg_stat_activity WHERE datname = $1
        UNION SELECT pid FROM pg_locks WHERE locktype = 'advisory'
          AND (classid::bigint << 32 | objid::bigint) = $2) s`,
      [name, key],
    );
  }
}

shadowContract('PostgreSQL', {
  engine: 'postgres',
  open: () => open(),
  kill: killAll,
  remains: () => databases(),
});
