import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Request } from '../../../src/core/plan.ts';
import type { RuleSeverities } from '../../../src/core/severities.ts';
import { planOn, validate, type Status } from '../../../src/runner/status.ts';
import { judgeShop, type Shop } from '../extension/shop.ts';

const options = { ignoreMissing: false, skipIrreversible: false };

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id integer);',
  '1_users.down.sql': 'DROP TABLE users;',
  '2_carts.up.sql': 'CREATE TABLE carts (id integer);',
  '2_carts.down.sql': 'DROP TABLE carts;',
};
const applied = { '1': files['1_users.up.sql'] };

async function statusWith(rules: RuleSeverities, shop: Partial<Shop> = {}): Promise<Status> {
  return judgeShop({ files, applied, ...shop, rules });
}

function told(status: Status): readonly string[] {
  return validate(status).map(
    ({ code, severity, path }) => `${severity} ${code} ${path?.replace('migrations/', '')}`,
  );
}

function reasons(status: Status, request: Request): readonly string[] {
  return planOn(status, request, options).problems.map(({ code, version }) => `${code} ${version}`);
}

describe('advice', () => {
  it('is given on both scripts of what is pending, and not on what is applied', async () => {
    assert.deepEqual(told(await statusWith({ 'missing-if-exists': 'warning' })), [
      'warning missing-if-exists 2_carts.up.sql',
      'warning missing-if-exists 2_carts.down.sql',
    ]);
  });

  it('is as serious as the team takes it, and as loud', async () => {
    const status = await statusWith({ 'missing-if-exists': 'off', 'missing-comment': 'info' });
    assert.deepEqual(told(status), ['info missing-comment 2_carts.up.sql']);
  });

  it('follows when the team changes its mind about the same files', async () => {
    const status = await statusWith({ 'missing-comment': 'info' });
    assert.equal(validate(status).length, 1);
    const { project } = status;
    const rules = { ...project.config.rules, 'missing-comment': 'error' as const };
    const other = { ...status, project: { ...project, config: { ...project.config, rules } } };
    assert.deepEqual(told(other), ['error missing-comment 2_carts.up.sql']);
    assert.deepEqual(told(status), ['info missing-comment 2_carts.up.sql']);
  });

  it('leaves a plan alone', async () => {
    const status = await statusWith({ 'missing-if-exists': 'warning', 'missing-comment': 'info' });
    assert.deepEqual(reasons(status, { kind: 'up' }), []);
  });

  it('refuses a plan where the team takes it for an error', async () => {
    const status = await statusWith({ 'missing-if-exists': 'error' });
    assert.deepEqual(reasons(status, { kind: 'up' }), ['missing-if-exists 2']);
    // What is applied can no longer be helped.
    assert.deepEqual(reasons(status, { kind: 'down' }), []);
    assert.deepEqual(reasons(status, { kind: 'redo', steps: 1 }), []);
  });

  it('is left to the engine where it is an error by default, until the team says so, too', async () => {
    const shop = { files: { '3_space.up.sql': '-- Give back space.\nVACUUM;' }, applied: {} };
    const rules = { 'missing-down': 'off' } as const;
    const byDefault = await statusWith(rules, shop);
    assert.deepEqual(told(byDefault), ['error needs-no-transaction 3_space.up.sql']);
    assert.deepEqual(reasons(byDefault, { kind: 'up' }), []);
    const strict = await statusWith({ ...rules, 'needs-no-transaction': 'error' }, shop);
    assert.deepEqual(reasons(strict, { kind: 'up' }), ['needs-no-transaction 3']);
  });

  it('knows which tables the project’s other migrations refer to', async () => {
    const files = {
      '1_users.up.sql': 'CREATE TABLE users (id integer PRIMARY KEY);',
      '2_carts.up.sql': 'CREATE TABLE carts (user_id integer REFERENCES users);',
      '3_drop.up.sql': '-- Nobody is known any more.\nDROP TABLE IF EXISTS users;',
    };
    const rules = { 'missing-down': 'off', 'data-loss': 'off' } as const;
    const before = { '1': files['1_users.up.sql'], '2': files['2_carts.up.sql'] };
    const status = await statusWith(rules, { files, applied: before });
    assert.deepEqual(told(status), ['warning cascading-drop 3_drop.up.sql']);
  });

  it('can be a name’s, too', async () => {
    const shop = { files: { '3_prices.up.sql': 'SELECT 1;' }, applied: {} };
    const level = async (rules: RuleSeverities): Promise<readonly string[]> =>
      told(await statusWith(rules, shop));
    assert.deepEqual(await level({}), ['warning missing-down 3_prices.up.sql']);
    assert.deepEqual(await level({ 'missing-down': 'off' }), []);
    const error = await statusWith({ 'missing-down': 'error' }, shop);
    assert.deepEqual(told(error), ['error missing-down 3_prices.up.sql']);
    assert.deepEqual(reasons(error, { kind: 'up' }), ['missing-down 3']);
  });
});
