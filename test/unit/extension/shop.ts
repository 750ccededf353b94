import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryRow } from '../../../src/core/migration.ts';
import type { RuleSeverities } from '../../../src/core/severities.ts';
import type { Target } from '../../../src/databases/target.ts';
import type { Reading } from '../../../src/extension/model/project-model.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { judge, type Status } from '../../../src/runner/status.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Files by name below `migrations`; versions with the SQL they were applied with. */
export interface Shop {
  readonly files: Readonly<Record<string, string>>;
  readonly applied?: Readonly<Record<string, string>>;
  readonly failed?: readonly string[];
  readonly engine?: 'sqlite' | 'postgres';
  /** None is looked after where a test does not name it: its scripts are too short for any. */
  readonly rules?: RuleSeverities;
}

const QUIET: RuleSeverities = { 'missing-comment': 'off', 'missing-if-exists': 'off' };

/** A project on disk, as its files alone tell it. */
export async function openShop({
  files,
  rules,
}: Shop): Promise<{ project: Project; reading: Reading }> {
  const root = temporaryFolder('shop');
  mkdirSync(join(root, 'migrations'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, 'migrations', name), text);
  }
  const project = await openProject(root, { rules: { ...QUIET, ...rules } });
  return { project, reading: { files: await new MigrationReader(project).read(), status: null } };
}

/** The same against a history. */
export async function judgeShop(shop: Shop): Promise<Status> {
  const { project, reading } = await openShop(shop);
  const { convention } = project;
  const row = (version: string, sql: string, outcome: HistoryRow['outcome']): HistoryRow => {
    const candidate = { version, description: '', up: 'x', down: null, metadata: null };
    const { migration } = convention.load(candidate, new Map([['x', Buffer.from(sql)]]));
    return {
      version,
      description: '',
      outcome,
      checksum: migration.checksum,
      appliedAt: '2025-03-01T10:00:00Z',
      durationMs: 12,
      appliedBy: null,
      error: null,
      outsideFiles: false,
      columns: {},
    };
  };
  return judge({
    project,
    target: { ...target, engine: shop.engine ?? 'sqlite' } as Target,
    server: {
      ...{ database: 'shop.db', version: '3', user: null, exists: true },
      ...{ tls: null, pooled: false, standby: false },
    },
    files: reading.files,
    recorded: {
      history: convention.history('sqlite', convention.historyTable('sqlite'), {
        hostname: 'here',
      }),
      located: { schema: 'main', name: '_sqlx_migrations' },
      table: '_sqlx_migrations',
      exists: true,
      columns: COLUMNS,
      rows: [
        ...Object.entries(shop.applied ?? {}).map(([version, sql]) => row(version, sql, 'applied')),
        ...(shop.failed ?? []).map((version) => row(version, '', 'failed')),
      ],
      unfinished: [],
      hasProgress: false,
      problems: [],
    },
    treeErrors: new Map(),
  });
}

const target = {
  name: 'shop.db',
  display: 'sqlite:./shop.db',
  local: true,
  path: '/projects/shop/shop.db',
  mode: 'rwc',
};

/** As sqlx makes the table on SQLite. */
const COLUMNS = [
  { name: 'version', type: 'BIGINT' },
  { name: 'description', type: 'TEXT' },
  { name: 'installed_on', type: 'TIMESTAMP' },
  { name: 'success', type: 'BOOLEAN' },
  { name: 'checksum', type: 'BLOB' },
  { name: 'execution_time', type: 'BIGINT' },
];
