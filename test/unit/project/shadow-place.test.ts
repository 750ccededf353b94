import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import type { PostgresTarget } from '../../../src/databases/target.ts';
import { findDestination, type Environment } from '../../../src/project/destination.ts';
import { openProject } from '../../../src/project/project.ts';
import {
  chooseShadow,
  findShadowAddress,
  type ShadowQuestion,
} from '../../../src/project/shadow-place.ts';
import { SECRET } from '../../support/secret.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const project = '/shop';

function target(url: string): PostgresTarget {
  const parsed = parseAddress(url, { base: project, env: {} });
  assert.ok(parsed.engine === 'postgres');
  return parsed;
}

const LOCAL = target('postgres://localhost:5433/shop');
const REMOTE = target('postgres://db.example/shop');
const OTHER = target('postgres://checks.example/any');

function environment(isProtected: boolean): Environment {
  return { name: 'staging', protected: isProtected, backup: null, timeouts: null };
}

function choose(changes: Partial<ShadowQuestion>): string {
  const choice = chooseShadow({
    ...{ engine: 'postgres', project, address: null, trusted: true, consent: null },
    destination: { target: LOCAL, environment: environment(false) },
    ...changes,
  });
  if (!('place' in choice)) return `${choice.kind}: ${choice.reason}`;
  const { place } = choice;
  const where = place.kind === 'scratch' ? place.target.host : place.kind;
  const whose = place.kind === 'scratch' && !place.isOwnServer ? ', another server' : '';
  return `${choice.kind}: ${where}${whose}`;
}

describe('where migrations are checked', () => {
  const at = (server: PostgresTarget, isProtected = false) => ({
    destination: { target: server, environment: environment(isProtected) },
  });
  const shadow = (server: PostgresTarget) =>
    ({ address: { kind: 'server', target: server } }) as const;
  const pglite = { address: { kind: 'pglite' } } as const;
  const forbidden = 'none: “staging” is protected: nothing is checked on its server.';

  const CASES: readonly (readonly [what: string, changes: Partial<ShadowQuestion>, is: string])[] =
    [
      ['SQLite', { engine: 'sqlite', destination: null, trusted: false }, 'place: memory'],
      ['a server of this machine', {}, 'place: localhost'],
      ['its socket', at(target('postgres:///shop?host=/run/postgresql')), 'place: /run/postgresql'],
      ['a protected one of this machine', at(LOCAL, true), forbidden],
      ['a protected one, agreed to', { ...at(LOCAL, true), consent: true }, forbidden],
      ['another server', at(REMOTE), 'ask: db.example'],
      ['another server, agreed to', { ...at(REMOTE), consent: true }, 'place: db.example'],
      [
        'another server, refused',
        { ...at(REMOTE), consent: false },
        'refused: You have decided that nothing is checked on the server of “staging”.',
      ],
      ['a protected other server', { ...at(REMOTE, true), consent: true }, forbidden],
      [
        'a server for checks',
        { ...at(REMOTE, true), ...shadow(OTHER) },
        'place: checks.example, another server',
      ],
      [
        'a server for checks that is its own',
        { ...at(REMOTE, true), ...shadow(target('postgres://DB.example/x')) },
        'place: DB.example',
      ],
      ['PGlite', { ...at(REMOTE, true), ...pglite }, 'place: pglite'],
      ['PGlite without a database', { destination: null, ...pglite }, 'place: pglite'],
      [
        'a stranger’s folder',
        { trusted: false, consent: true },
        'none: This folder is not trusted.',
      ],
      ['a stranger’s PGlite', { trusted: false, ...pglite }, 'none: This folder is not trusted.'],
      ['no database', { destination: null }, 'none: No PostgreSQL server is known.'],
    ];
  for (const [what, changes, is] of CASES) {
    it(`for ${what}: ${is}`, () => {
      assert.equal(choose(changes), is);
    });
  }
});

describe('a shadowUrl', () => {
  const find = async (shadowUrl: string | undefined, env: NodeJS.ProcessEnv = {}) => {
    const root = temporaryFolder('shadow-url');
    const staging = {
      url: 'postgres://localhost/shop',
      ...(shadowUrl !== undefined && { shadowUrl }),
    };
    writeFileSync(join(root, 'strata.json'), JSON.stringify({ environments: { staging } }));
    const opened = await openProject(root);
    const sources = { env, dotenv: true };
    return findShadowAddress(opened, await findDestination(opened, sources), sources);
  };

  it('is an address with variables, PGlite, or none', async () => {
    const found = await find('postgres://checks:${env:CHECKS}@db.example/any', { CHECKS: SECRET });
    assert.ok(found?.kind === 'server');
    assert.equal(found.target.password?.reveal(), SECRET);
    assert.doesNotMatch(JSON.stringify(found), /pl@nted/);
    assert.deepEqual(await find(' pglite: '), { kind: 'pglite' });
    assert.equal(await find(undefined), null);
  });

  it('that is wrong is told by its line, without its password', async () => {
    await assert.rejects(
      find('postgres://${env:UNSET}@db/any'),
      /strata\.json:1, staging: .*UNSET/,
    );
    await assert.rejects(
      find('sqlite:checks.db'),
      /strata\.json:1, staging: .*no PostgreSQL address/,
    );
    await assert.rejects(
      find(`postgres://a:${encodeURIComponent(SECRET)}@db:port/any`),
      (error) => {
        assert.doesNotMatch(String(error), /pl(?:@|%40)nted/);
        return true;
      },
    );
  });
});
