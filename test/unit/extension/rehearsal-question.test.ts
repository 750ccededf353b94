import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress } from '../../../src/databases/address.ts';
import type { ReadyState } from '../../../src/extension/model/state.ts';
import { planOf } from '../../../src/extension/plan/plan-of.ts';
import { rehearsalQuestion } from '../../../src/extension/rehearse/rehearsal-question.ts';
import { judgeShop } from './shop.ts';

describe('the question before a rehearsal', () => {
  const asked = async (url: string, isProtected: boolean) => {
    const status = await judgeShop({
      files: { '1_users.sql': 'SELECT 1;', '2_carts.sql': 'SELECT 2;' },
    });
    const state = {
      target: parseAddress(url, { base: '/', env: {} }),
      environment: { name: 'live', protected: isProtected, backup: null, timeouts: null },
      source: '"live" in strata.json',
    } as unknown as ReadyState;
    return rehearsalQuestion(planOf(status, { kind: 'up' }), state);
  };

  it('is none on this machine, where nothing is protected', async () => {
    assert.equal(await asked('sqlite:shop.db', false), null);
    assert.equal(await asked('postgres://localhost/shop', false), null);
  });

  it('names the target and what is rehearsed, and that the locks are real', async () => {
    assert.deepEqual(await asked('postgres://me@db.example.com/shop', false), {
      title: 'Rehearse 2 migrations on shop (live)?',
      detail: [
        'It is carried out for real and taken back. Until then it locks tables as applying does, and others may have to wait.',
        '• apply users (1)\n• apply carts (2)',
        'Target: postgres://me@db.example.com:5432/shop\nAddress: "live" in strata.json',
      ].join('\n\n'),
      action: 'Rehearse 2',
      typed: null,
    });
  });

  it('wants the name of a protected environment, wherever that is', async () => {
    assert.equal((await asked('sqlite:shop.db', true))?.typed?.name, 'live');
  });
});
