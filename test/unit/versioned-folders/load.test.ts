import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convention } from '../../../src/conventions/versioned-folders/convention.ts';
import type { HistoryRow } from '../../../src/core/migration.ts';
import type { Difference } from '../../../src/core/state.ts';

/**
 * The sums are Python's own, of a file with these bytes:
 * `hashlib.sha256(open(path, encoding='utf-8').read().encode('utf-8')).hexdigest()`
 */
const FROM_PYTHON: [what: string, bytes: string, sum: string][] = [
  [
    'LF',
    'CREATE TABLE a (b);\n',
    'ebc6bf2d8fef5eb895080a2fae6be6187384e1090e139828ee14dc278be5f6cc',
  ],
  [
    'CRLF, which is the same',
    'CREATE TABLE a (b);\r\n',
    'ebc6bf2d8fef5eb895080a2fae6be6187384e1090e139828ee14dc278be5f6cc',
  ],
  [
    'CR, which is the same',
    'CREATE TABLE a (b);\r',
    'ebc6bf2d8fef5eb895080a2fae6be6187384e1090e139828ee14dc278be5f6cc',
  ],
  [
    'all three',
    '-- a\r\nCREATE TABLE a (b);\n\r\r\n',
    'c725ca192894293946fadac7d81a90427ed5b623603f84b30e14721f5f0f4672',
  ],
  [
    'a byte order mark, which counts',
    '\uFEFFCREATE TABLE a (b);\n',
    'c49559141f9f391d10933a1b2414e6f6e559492bd12b2a47d8d4fff0298f6d91',
  ],
  [
    'blanks, which are not trimmed',
    '  \n\tCREATE TABLE a (b);  \n\n',
    'b1374b30845f16dcefc0f5409755db6face8a835b582a19465872497c26afa95',
  ],
  ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [
    'what is not ASCII',
    '-- Zoë 😀\n',
    'bbd004dc9a6e83ff24ae0744b3a046169d2f8f23ee773ab802f2c40f929e135f',
  ],
];

const tool = convention({});

function load(up: string | Uint8Array, others: { down?: string; metadata?: string } = {}) {
  const { down, metadata } = others;
  const path = (file: string, text: string | undefined): string | null =>
    text === undefined ? null : `V007__add_a/${file}`;
  const candidate = {
    ...{ version: '7', description: 'add a', up: 'V007__add_a/up.sql' },
    down: path('down.sql', down),
    metadata: path('metadata.yaml', metadata),
  };
  const contents = Object.entries({ 'up.sql': up, 'down.sql': down, 'metadata.yaml': metadata });
  return tool.load(
    candidate,
    new Map(contents.map(([file, text]) => [`V007__add_a/${file}`, Buffer.from(text ?? '')])),
  );
}

function told({ problems }: ReturnType<typeof load>): readonly string[] {
  return problems.map(({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`);
}

describe('a checksum', () => {
  for (const [what, bytes, sum] of FROM_PYTHON) {
    it(`of ${what} is Python’s`, () => {
      assert.equal(load(bytes).migration.checksum, sum);
      assert.equal(tool.checksum(bytes), sum);
    });
  }

  it('is of up.sql alone', () => {
    const { migration } = load('SELECT 1;\n', { down: 'SELECT 2;\n', metadata: 'author: Ann\n' });
    assert.equal(migration.checksum, load('SELECT 1;\n').migration.checksum);
  });
});

describe('a difference from what was recorded', () => {
  const row = (columns: Record<string, unknown>): HistoryRow =>
    tool
      .history('sqlite', { schema: null, name: 't' }, { hostname: '' })
      .parse({ version: 7n, status: 'completed', ...columns });
  const sum = (bytes: string): string => tool.checksum(bytes);
  const of = (bytes: string, columns: Record<string, unknown>): Difference | null => {
    const { migration } = load(bytes);
    const recorded = row(columns);
    return tool.isRecorded(migration, recorded) ? null : tool.difference(migration, recorded);
  };

  it('is none for other line endings', () => {
    assert.equal(of('a\r\nb\r\n', { checksum: sum('a\nb\n') }), null);
  });

  it('may be the byte order mark alone', () => {
    assert.equal(of('\uFEFFa', { checksum: sum('a') }), 'byte-order-mark');
    assert.equal(of('a', { checksum: sum('\uFEFFa') }), 'byte-order-mark');
  });

  it('is content where somebody hashed the bytes: no saving would bring that sum back', () => {
    // printf 'a\r\nb\r\n' | sha256sum
    const bytes = '58055bdcc73787eb88c78d36f0b4939e9c5dc1c3ad17e25cc85a6833cf1a0cab';
    assert.equal(of('a\r\nb\r\n', { checksum: bytes }), 'content');
  });

  it('is content else, also a blank', () => {
    assert.equal(of('a ', { checksum: sum('a') }), 'content');
  });

  it('cannot be told from a sum of another length', () => {
    assert.equal(of('a', { checksum: sum('a').slice(0, 16) }), 'corrupt-record');
    assert.equal(of('a', { checksum: null }), 'corrupt-record');
  });

  it('is none where code was hashed, or nothing', () => {
    assert.equal(of('a', { checksum: 'legacy_backfill', applied_by: 'legacy_backfill' }), null);
    assert.equal(of('a', { checksum: 'x', applied_by: 'schema_version_backfill' }), null);
    const metadata = '{"type": "inline", "complex_data_migration": true}';
    assert.equal(of('a', { checksum: sum('migrate_to_v7:add_a'), metadata }), null);
    assert.equal(of('a', { checksum: sum('b'), metadata: '{"type": "table"}' }), 'content');
    assert.equal(of('a', { checksum: sum('b'), metadata: 'null' }), 'content');
  });
});

describe('a migration’s files', () => {
  it('are read as Python reads them: LF alone, and a byte order mark stays', () => {
    const { migration } = load("\uFEFFINSERT INTO a VALUES ('b\r\nc');\r", { down: 'x\r\n' });
    assert.equal(migration.up.sql, "\uFEFFINSERT INTO a VALUES ('b\nc');\n");
    assert.deepEqual(migration.down, {
      path: 'V007__add_a/down.sql',
      sql: 'x\n',
      start: { line: 1, column: 1 },
      marker: null,
      transactional: true,
    });
  });

  it('may have no way back, which is told of with a remedy', () => {
    const { migration, problems } = load('x');
    assert.equal(migration.down, null);
    const [problem] = problems;
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.path, problem?.fix?.kind],
      ['missing-down', 'warning', 'V007__add_a/up.sql', 'create'],
    );
    assert.equal(problem?.fix?.kind === 'create' && problem.fix.path, 'V007__add_a/down.sql');
  });

  it('may have none on purpose', () => {
    const loaded = load('x', { metadata: 'reversible: false\n' });
    assert.deepEqual(told(loaded), []);
    assert.equal(loaded.migration.metadata?.reversible, false);
  });

  it('have none where the down script is empty, as the runner sees it', () => {
    const loaded = load('x', { down: '' });
    assert.equal(loaded.migration.down, null);
    assert.deepEqual(told(loaded), ['warning missing-down V007__add_a/down.sql']);
    assert.notEqual(load('x', { down: '\n' }).migration.down, null);
  });

  it('that are not UTF-8, or not there, are errors', () => {
    assert.deepEqual(told(load(Uint8Array.of(0x61, 0xff), { down: 'x' })), [
      'error encoding V007__add_a/up.sql',
    ]);
    const candidate = {
      ...{ version: '7', description: '', up: 'a/up.sql' },
      ...{ down: 'a/down.sql', metadata: 'a/metadata.yaml' },
    };
    const { migration, problems } = tool.load(candidate, new Map([['a/up.sql', new Error('EIO')]]));
    assert.deepEqual(
      problems.map(({ code, path }) => `${code} ${path ?? ''}`),
      ['unreadable a/up.sql', 'unreadable a/down.sql', 'unreadable a/metadata.yaml'],
    );
    assert.deepEqual([migration.up.unread, migration.down?.unread], [true, true]);
  });
});
