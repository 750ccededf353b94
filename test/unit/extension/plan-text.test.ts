import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planOf } from '../../../src/extension/plan/plan-of.ts';
import { planText } from '../../../src/extension/plan/plan-text.ts';
import type { Request } from '../../../src/core/plan.ts';
import { judgeShop, type Shop } from './shop.ts';

const files = {
  '1_users.up.sql': 'CREATE TABLE users (id);\n',
  '1_users.down.sql': 'DROP TABLE users;',
  '2_carts.sql': '-- no-transaction\nCREATE TABLE carts (id);',
};

async function text(shop: Shop, request: Request): Promise<string> {
  const status = await judgeShop(shop);
  const { project, target } = status;
  const plan = planOf(status, request);
  const root = { ...project, root: '/projects/shop' };
  return planText({ project: root, target, source: 'DATABASE_URL in .env', plan });
}

describe('a plan as a document', () => {
  it('has target, convention and steps, then each script under its heading', async () => {
    const rule = `-- ${'─'.repeat(77)}`;
    assert.equal(
      await text({ files }, { kind: 'up' }),
      [
        '-- Plan for shop.db: apply 2.',
        '--',
        '-- Target:     sqlite:./shop.db (DATABASE_URL in .env)',
        '-- Project:    /projects/shop',
        '-- Convention: sqlx',
        '--',
        '-- 1. apply users (1)',
        '-- 2. apply carts (2)',
        '',
        rule,
        '-- 1 of 2: apply users (1)',
        '-- migrations/1_users.up.sql, in one transaction with its history row',
        rule,
        '',
        'CREATE TABLE users (id);',
        '',
        '',
        rule,
        '-- 2 of 2: apply carts (2)',
        '-- migrations/2_carts.sql, without a transaction, statement by statement',
        rule,
        '',
        '-- no-transaction',
        'CREATE TABLE carts (id);',
        '',
      ].join('\n'),
    );
  });

  it('gives all reasons of a refused one, in lines that fit', async () => {
    const refused = await text({ files, applied: { '1': 'other', '9': '' } }, { kind: 'up' });
    assert.match(refused, /^-- Refused: nothing would be changed on shop\.db\.\n/);
    assert.match(refused, /-- Error \(migrations\/1_users\.up\.sql\): Migration 1 was edited/);
    assert.match(refused, /-- Error: Migration 9 \(\) is applied, but there is no file for it/);
    const [header = ''] = refused.split('─');
    const prose = header.split('\n').filter((line) => !/Expected|Got|[0-9a-f]{64}/.test(line));
    assert.deepEqual(
      prose.filter((line) => line.length > 99),
      [],
    );
  });

  it('is SQL and comments, whatever is in a name', async () => {
    const evil = { '1_x\nDROP TABLE users;.sql': 'SELECT 1;' };
    const lines = (await text({ files: evil }, { kind: 'up' })).split('\n');
    assert.deepEqual(
      lines.filter((line) => line !== '' && !line.startsWith('--')),
      ['SELECT 1;'],
    );
  });

  it('says when there is nothing to do', async () => {
    assert.match(
      await text({ files: {} }, { kind: 'up' }),
      /^-- Plan for shop\.db: there is nothing/,
    );
  });
});
