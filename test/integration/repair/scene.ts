import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NOW, type Columns } from '../../../src/core/amendment.ts';
import { isRefused, type Request } from '../../../src/core/plan.ts';
import type { Repair, RepairPlan } from '../../../src/core/repair.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Target } from '../../../src/databases/target.ts';
import { MigrationReader } from '../../../src/project/migrations.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { planRepair } from '../../../src/runner/plan-repair.ts';
import { repair, type RepairOptions } from '../../../src/runner/repair.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunResult } from '../../../src/runner/run-result.ts';
import { readStatus, type Status } from '../../../src/runner/status.ts';
import { sum } from '../../support/sums.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { Bench, Value } from '../cli/harness.ts';

/** A tool as its documentation has it, with nothing of ours. */
export interface Tool {
  readonly id: 'sqlx' | 'sections' | 'versioned-folders';
  readonly table: string;
  readonly key: string;
  version(number: number): string;
  path(number: number): string;
  content(sql: string): string;
  checksum(sql: string): string;
}

export const TOOLS: readonly Tool[] = [
  {
    id: 'sqlx',
    table: '_sqlx_migrations',
    key: 'version',
    version: String,
    path: (number) => `${number}_step.sql`,
    content: (sql) => sql,
    checksum: (sql) => sum(384, sql),
  },
  {
    id: 'sections',
    table: 'schema_migrations',
    key: 'id',
    version: (number) => `2025012000000${number}_step`,
    path: (number) => `2025012000000${number}_step.sql`,
    content: (sql) => `-- UP\n${sql}\n-- DOWN\nSELECT 1;\n`,
    checksum: (sql) => sum(256, sql.trim()).slice(0, 16),
  },
  {
    id: 'versioned-folders',
    table: 'migration_history',
    key: 'version',
    version: String,
    path: (number) => `V00${number}__step/up.sql`,
    content: (sql) => sql,
    checksum: (sql) => sum(256, sql.replaceAll('\r\n', '\n')),
  },
];

export type Row = Readonly<Record<string, Value>>;

/** Three migrations of a tool, and an empty database. */
export class Scene {
  readonly tool: Tool;
  readonly bench: Bench;
  readonly root: string;
  readonly project: Project;
  readonly target: Target;

  private constructor(tool: Tool, bench: Bench, root: string, project: Project) {
    this.tool = tool;
    this.bench = bench;
    this.root = root;
    this.project = project;
    this.target = parseAddress(bench.url, { base: root, env: {} });
  }

  static async create(tool: Tool, bench: Bench): Promise<Scene> {
    const root = temporaryFolder('repair');
    mkdirSync(join(root, 'migrations'));
    const scene = new Scene(tool, bench, root, await openProject(root, { convention: tool.id }));
    for (const number of [1, 2, 3]) scene.write(number, `CREATE TABLE t${number} (x integer);\n`);
    return scene;
  }

  write(number: number, sql: string): void {
    this.writeFile(this.tool.path(number), this.tool.content(sql));
  }

  /** @param path below the migrations folder */
  writeFile(path: string, content: string): void {
    const file = join(this.root, 'migrations', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  remove(number: number): void {
    this.removeFile(this.tool.path(number));
  }

  removeFile(path: string): void {
    rmSync(join(this.root, 'migrations', path));
  }

  run(request: Request = { kind: 'up' }): Promise<RunResult> {
    const options = { ignoreMissing: true, skipIrreversible: false };
    return run(this.project, this.target, request, {
      ...options,
      ...{ lockTimeout: 1000, isolated: false },
    });
  }

  async status(): Promise<Status> {
    const files = await new MigrationReader(this.project).read();
    return readStatus(this.project, files, this.target, { isolated: false });
  }

  /** `1 applied, 2 missing`; versions by their number. */
  async states(): Promise<string> {
    const { migrations } = await this.status();
    const numbers = new Map([1, 2, 3, 4].map((number) => [this.tool.version(number), number]));
    return migrations
      .map(({ version, state }) => `${numbers.get(version) ?? version} ${state}`)
      .join(', ');
  }

  async plan(repair: Repair): Promise<RepairPlan> {
    return planRepair(await this.status(), repair);
  }

  repair(asked: Repair, options: Partial<RepairOptions> = {}): Promise<RepairPlan> {
    return repair(this.project, this.target, asked, {
      lockTimeout: 1000,
      isolated: false,
      ...options,
    });
  }

  /** The whole history as a raw driver reads it, by key. */
  async history(): Promise<ReadonlyMap<string, Row>> {
    const { table, key } = this.tool;
    const rows = await this.bench.look(`SELECT * FROM ${table}`);
    return new Map(rows.map((row) => [String(row[key]), row]));
  }

  /** The same version in the history, changed as somebody else would. */
  set(number: number, assignments: string): Promise<void> {
    const { table, key } = this.tool;
    const version = this.tool.version(number);
    return this.bench.execute(`UPDATE ${table} SET ${assignments} WHERE ${key} = '${version}'`);
  }

  /**
   * Carries a repair out as a person would, who has seen the plan, and looks through a raw driver
   * that the history has become what that plan says, in each column of each row, and no more.
   */
  async repairs(asked: Repair): Promise<void> {
    const agreed = await this.plan(asked);
    assert.ok(!isRefused(agreed), JSON.stringify(agreed.problems));
    assert.ok(agreed.amendments.length > 0);
    const before = await this.history().catch(() => new Map<string, Row>());
    await this.repair(asked, { agreed });
    const after = await this.history();
    const amended = new Map(agreed.amendments.map((each) => [each.version, each]));
    for (const version of new Set([...before.keys(), ...after.keys(), ...amended.keys()])) {
      const [was, is] = [before.get(version), after.get(version)];
      const amendment = amended.get(version);
      if (amendment === undefined) assert.deepEqual(is, was);
      else {
        assert.equal(was === undefined, amendment.before === null);
        compare(is, was ?? {}, amendment);
      }
    }
  }
}

function compare(
  is: Row | undefined,
  was: Row,
  { before, after }: { readonly before: Columns | null; readonly after: Columns | null },
): void {
  if (after === null || is === undefined) {
    assert.deepEqual([after, is], [null, undefined]);
    return;
  }
  assert.deepEqual(Object.keys(is).sort(), Object.keys(after).sort());
  for (const [name, value] of Object.entries(is)) {
    const said: unknown = after[name];
    if (said === NOW) assert.ok(value !== null && value !== was[name], name);
    else if (before !== null && before[name] === said) assert.equal(value, was[name], name);
    else assert.equal(value === null ? null : String(value), plain(said), name);
  }
}

function plain(value: unknown): string | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'string' ? value : (value as bigint | boolean).toString();
}
