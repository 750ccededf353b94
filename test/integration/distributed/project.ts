import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import type { Request } from '../../../src/core/plan.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Target } from '../../../src/databases/target.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunOptions, RunResult } from '../../../src/runner/run-result.ts';
import { postgres } from '../../support/postgres.ts';
import {
  simulatedEngine,
  type EngineName,
  type SimulatedEngine,
} from '../../support/simulated-engine.ts';
import type { FaultOptions } from '../../support/simulated/faults.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const CONVENTIONS = ['sqlx', 'sections', 'versioned-folders'] as const;
export type ConventionName = (typeof CONVENTIONS)[number];

export interface Script {
  readonly up: string;
  readonly down: string;
}

/** Of each effect it would be seen if it were there twice, or by half. */
export const SCRIPTS: readonly Script[] = [
  {
    up: "CREATE TABLE one (x int);\nCREATE TABLE effects (what text);\nINSERT INTO effects VALUES ('1');",
    down: 'DROP TABLE effects;\nDROP TABLE one;',
  },
  {
    up: "INSERT INTO effects VALUES ('2a');\nALTER TABLE one ADD COLUMN y int;\nINSERT INTO effects VALUES ('2b');",
    down: "DELETE FROM effects WHERE what IN ('2a', '2b');\nALTER TABLE one DROP COLUMN y;",
  },
  {
    up: "CREATE TABLE three (x int);\nINSERT INTO three VALUES (1), (2);\nINSERT INTO effects VALUES ('3');",
    down: "DELETE FROM effects WHERE what = '3';\nDROP TABLE three;",
  },
];

/** A project of one tool, and its database behind the door of a simulated engine. */
export class Place {
  readonly root: string;
  readonly engine: SimulatedEngine;
  readonly real: Client;
  /** Through the door. */
  readonly url: string;
  readonly target: Target;
  readonly #convention: ConventionName;

  private constructor(
    convention: ConventionName,
    parts: Pick<Place, 'root' | 'engine' | 'real' | 'url'>,
  ) {
    this.#convention = convention;
    this.root = parts.root;
    this.engine = parts.engine;
    this.real = parts.real;
    this.url = parts.url;
    this.target = parseAddress(parts.url, { base: parts.root, env: {} });
  }

  static async open(
    test: TestContext,
    name: EngineName,
    convention: ConventionName,
    faults: FaultOptions = {},
  ): Promise<Place> {
    const server = await postgres();
    const engine = await simulatedEngine(name, server, faults);
    const { url } = await server.createDatabase();
    const root = temporaryFolder('distributed');
    const real = new Client({ connectionString: url });
    real.on('error', () => undefined);
    await real.connect();
    test.after(async () => {
      await real.end();
      await engine.stop();
    });
    return new Place(convention, { root, engine, real, url: engine.address(url) });
  }

  /** @param scripts the first has the version 1 */
  write(scripts: readonly Script[] = SCRIPTS): void {
    for (const [index, { up, down }] of scripts.entries()) {
      for (const [path, text] of files(this.#convention, index + 1, up, down)) {
        const file = join(this.root, 'migrations', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  open(): Promise<Project> {
    return openProject(this.root, { convention: this.#convention });
  }

  async run(request: Request, options: Partial<RunOptions> = {}): Promise<RunResult> {
    return run(await this.open(), this.target, request, {
      ...{ ignoreMissing: false, skipIrreversible: false, isolated: false, lockTimeout: 30_000 },
      ...options,
    });
  }

  /** What the real server has: effects, tables, history. */
  async truth(): Promise<Truth> {
    const column = async (sql: string) =>
      (await this.real.query<{ it: string }>(sql)).rows.map(({ it }) => it);
    const tables = await column(
      `SELECT relname AS it FROM pg_class WHERE relkind = 'r'
        AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const strays = await column(
      "SELECT nspname AS it FROM pg_namespace WHERE nspname LIKE '\\_strata%'",
    );
    const has = (table: string) => tables.includes(table);
    return {
      tables: tables.filter((table) => !OURS.has(table)),
      strays: [...strays, ...tables.filter((table) => table.startsWith('_strata_probe'))],
      effects: has('effects') ? await column('SELECT what AS it FROM effects ORDER BY 1') : [],
      applied: has(HISTORIES[this.#convention].table)
        ? await column(HISTORIES[this.#convention].applied)
        : [],
    };
  }
}

export interface Truth {
  readonly tables: readonly string[];
  /** What trying out has left behind. */
  readonly strays: readonly string[];
  readonly effects: readonly string[];
  /** Versions, as the tool's table has them. */
  readonly applied: readonly string[];
}

const HISTORIES = {
  sqlx: {
    table: '_sqlx_migrations',
    applied: 'SELECT version::text AS it FROM _sqlx_migrations WHERE success ORDER BY version',
  },
  sections: {
    table: 'schema_migrations',
    applied: 'SELECT right(id, 1) AS it FROM schema_migrations ORDER BY id',
  },
  'versioned-folders': {
    table: 'migration_history',
    applied:
      "SELECT version::text AS it FROM migration_history WHERE status = 'completed' ORDER BY version",
  },
} as const satisfies Record<ConventionName, unknown>;

const OURS = new Set<string>([
  ...Object.values(HISTORIES).map(({ table }) => table),
  ...['_strata_lock', '_strata_progress'],
]);

function files(
  convention: ConventionName,
  version: number,
  up: string,
  down: string,
): readonly (readonly [string, string])[] {
  switch (convention) {
    case 'sqlx':
      return [
        [`${version}_step.up.sql`, up],
        [`${version}_step.down.sql`, down],
      ];
    case 'sections':
      return [[`2025010100000${version}_step${version}.sql`, `-- UP\n${up}\n-- DOWN\n${down}\n`]];
    case 'versioned-folders':
      return [
        [`V00${version}__step/up.sql`, up],
        [`V00${version}__step/down.sql`, down],
      ];
  }
}
