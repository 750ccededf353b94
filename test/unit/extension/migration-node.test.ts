import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryRow, Metadata, Migration } from '../../../src/core/migration.ts';
import type { MigrationStatus } from '../../../src/core/state.ts';
import { migrationNode } from '../../../src/extension/tree/migration-node.ts';
import type { MigrationView } from '../../../src/extension/tree/migration-view.ts';
import { needsAttention } from '../../../src/extension/tree/outline.ts';
import { moment } from './project-states.ts';

const up = {
  path: 'migrations/V003__reviews/up.sql',
  sql: 'SELECT 1;',
  start: { line: 1, column: 1 },
  marker: null,
  transactional: true,
};

const metadata: Metadata = {
  path: 'migrations/V003__reviews/metadata.yaml',
  author: 'Ann [x](command:evil)',
  created: '2025-03-01',
  dependencies: [
    {
      version: '1',
      name: 'V001__users',
      location: { line: 1, column: 1, endLine: 1, endColumn: 2 },
    },
  ],
  tags: ['schema', '<b>big</b>'],
  estimatedDurationMs: 2500,
  reversible: false,
  notes: 'Takes a while.\nAsk Bob.',
  json: null,
};

const migration: Migration = {
  version: '3',
  description: 'reviews',
  up,
  down: { ...up, path: 'migrations/V003__reviews/down.sql' },
  checksum: 'abcdef0123456789abcdef0123456789',
  metadata,
};

const row: HistoryRow = {
  version: '3',
  description: 'reviews',
  outcome: 'applied',
  checksum: '0123456789abcdef0123456789abcdef',
  appliedAt: '2025-03-01T10:00:00Z',
  durationMs: 12,
  appliedBy: 'migration_runner.py',
  error: null,
  outsideFiles: false,
  columns: {},
};

const view: MigrationView = {
  ...moment,
  root: '/shop',
  group: '/shop\napplied',
  isNext: true,
  action: null,
  failure: null,
  progress: null,
};

function status(changes: Partial<MigrationStatus>): MigrationStatus {
  return {
    version: '3',
    description: 'reviews',
    state: 'applied',
    migration,
    row,
    difference: null,
    unfinished: null,
    retryable: false,
    problems: [],
    ...changes,
  };
}

function tooltip(changes: Partial<MigrationStatus>, look: Partial<MigrationView> = {}): string {
  return migrationNode(status(changes), { ...view, ...look }).tooltip?.() ?? '';
}

describe('the tooltip of a migration with metadata', () => {
  it('has what its author wrote, a line each', () => {
    const lines = tooltip({})
      .split('\n')
      .map((line) => line.trimEnd());
    for (const line of [
      'Created: 2025\\-03\\-01',
      'Depends on: V001\\_\\_users',
      'Estimated duration: 2.5 s',
      'Reversible: no',
      'Applied by: `migration_runner.py`',
      'Takes a while.',
      'Ask Bob.',
    ]) {
      assert.ok(lines.includes(line), `${line}\n\n${lines.join('\n')}`);
    }
  });

  it('takes no orders from it', () => {
    const text = tooltip({});
    assert.ok(text.includes(String.raw`Author: Ann \[x\]\(command:evil\)`));
    assert.ok(text.includes(String.raw`Tags: schema, \<b\>big\</b\>`));
  });

  it('cuts what is long, between characters', () => {
    const notes = `x${'😀'.repeat(1000)}`;
    const text = tooltip({ migration: { ...migration, metadata: { ...metadata, notes } } });
    assert.equal([...text.matchAll(/😀/gu)].length, 199);
    assert.match(text, /😀…/u);
  });

  it('offers no way back that the metadata rules out', () => {
    assert.doesNotMatch(tooltip({}), /\[Revert\]/);
    assert.match(
      tooltip({}, { action: { kind: 'revert' } }),
      /\[Revert\]\(command:strata\.revert\?/,
    );
  });
});

describe('an edited migration', () => {
  it('has both checksums, short, below each other', () => {
    const modified = {
      code: 'modified' as const,
      severity: 'error' as const,
      message: 'Migration 3 was edited.\nExpected: 0123\nGot: abcd',
      path: up.path,
      version: '3',
      location: null,
    };
    const text = tooltip({ state: 'modified', difference: 'content', problems: [modified] });
    assert.match(text, /Expected: `0123456789ab…` {2}\nGot: `abcdef012345…` \[Copy\]/);
    assert.match(text, /\n\nMigration 3 was edited\.\n\nFile: /);
  });
});

describe('a migration that a branch brought', () => {
  it('says so beside what is wrong', () => {
    const problem = {
      code: 'out-of-order' as const,
      severity: 'warning' as const,
      message: 'It is late.',
      path: up.path,
      version: '3',
      location: null,
    };
    const node = migrationNode(status({ state: 'out-of-order', problems: [problem] }), view);
    assert.match(
      node.tooltip?.(['It came with x.']) ?? '',
      /\n\nIt is late\.\n\nIt came with x\.\n\nFile: /,
    );
  });
});

describe('a migration applied by application code', () => {
  const changes: Partial<MigrationStatus> = {
    migration: null,
    row: { ...row, outsideFiles: true },
  };

  it('is applied, opens nothing, and can’t be reverted', () => {
    const node = migrationNode(status(changes), view);
    assert.equal(node.description, 'applied by application code · 2 days ago · 12 ms');
    assert.equal(node.icon?.id, 'pass');
    assert.equal(node.click, null);
    assert.deepEqual(node.flags, ['migration', 'applied', 'next']);
    assert.equal(
      node.accessibleLabel,
      'reviews, applied by application code, version 3, 2 days ago',
    );
  });
});

describe('a failed migration that is simply applied again', () => {
  const changes: Partial<MigrationStatus> = {
    state: 'failed',
    retryable: true,
    row: { ...row, outcome: 'failed', error: 'no such table' },
  };

  it('is pending, with the icon of what failed', () => {
    const node = migrationNode(status(changes), { ...view, action: { kind: 'apply' } });
    assert.equal(node.description, 'failed at last try · 3');
    assert.equal(node.icon?.id, 'error');
    assert.equal(node.flags.slice(0, 3).join(' '), 'migration pending next');
    assert.equal(node.accessibleLabel, 'reviews, failed at last try, version 3, next to apply');
    assert.match(tooltip(changes), /Last tried: March 1, 2025/);
    assert.doesNotMatch(tooltip(changes), /Applied/);
  });

  it('stands there only', () => {
    assert.equal(needsAttention(status(changes)), false);
    assert.equal(needsAttention(status({ ...changes, retryable: false })), true);
  });
});

describe('a migration that was reverted', () => {
  it('is not told when it was applied', () => {
    const text = tooltip({ state: 'pending', row: { ...row, outcome: 'reverted' } });
    assert.doesNotMatch(text, /Applied/);
  });
});

describe('a fresh version', () => {
  const outOfOrder = {
    code: 'out-of-order' as const,
    severity: 'warning' as const,
    message: '',
    path: up.path,
    version: '3',
    location: null,
    fix: { kind: 'renumber' as const, paths: [up.path] },
  };

  it('is for what is pending out of order, and not for what is recorded', () => {
    const flags = (changes: Partial<MigrationStatus>): readonly string[] =>
      migrationNode(status({ problems: [outOfOrder], ...changes }), view).flags;
    assert.ok(flags({ state: 'out-of-order', row: null }).includes('canRenumber'));
    assert.ok(!flags({ state: 'applied' }).includes('canRenumber'));
    assert.ok(!flags({ state: 'pending', row: null, problems: [] }).includes('canRenumber'));
  });
});
