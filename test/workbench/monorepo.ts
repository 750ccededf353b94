import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A product whose three teams each brought their own migrations, on two databases each. */
export class Monorepo {
  readonly folder = join(temporaryFolder('workbench'), 'product');

  /**
   * @param strataJson of every project
   * @param servers what each has as SERVER_URL in its `.env`
   */
  constructor(strataJson: string, servers: Partial<Readonly<Record<ProjectName, string>>> = {}) {
    for (const [name, files] of Object.entries(PROJECTS)) {
      for (const [path, text] of Object.entries(files)) this.write(`${name}/${path}`, text);
      this.write(`${name}/strata.json`, strataJson);
    }
    for (const [name, url] of Object.entries(servers)) {
      this.write(`${name}/.env`, `SERVER_URL=${url}\n`);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.path(name), '..'), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  list(folder: string): string[] {
    return readdirSync(this.path(folder)).sort();
  }
}

export type ProjectName = keyof typeof PROJECTS;

const PROJECTS = {
  agent: {
    'package.json': '{}\n',
    'src/db/migrations/sql/20250301090000_create_agents.sql': `-- UP
-- Who answers.
CREATE TABLE IF NOT EXISTS agents (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- DOWN
DROP TABLE IF EXISTS agents;
`,
    'src/db/migrations/sql/20250302090000_create_sessions.sql': `-- UP
-- What they have answered.
CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, topic TEXT NOT NULL);

-- DOWN
DROP TABLE IF EXISTS sessions;
`,
  },
  store: {
    'Cargo.toml': '[package]\nname = "store"\n',
    'migrations/20250105080000_create_goods.up.sql': `-- What there is to buy.
CREATE TABLE IF NOT EXISTS goods (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
`,
    'migrations/20250105080000_create_goods.down.sql': `-- Nothing is left to buy.
DROP TABLE IF EXISTS goods;
`,
    'migrations/20250106080000_create_orders.up.sql': `-- What was bought.
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, placed_on TEXT NOT NULL);
`,
    'migrations/20250106080000_create_orders.down.sql': `-- As if nothing had been bought.
DROP TABLE IF EXISTS orders;
`,
  },
  telemetry: {
    'pyproject.toml': '[project]\nname = "telemetry"\n',
    'migrations/V001__create_events/up.sql': `-- What has happened.
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
`,
    'migrations/V001__create_events/down.sql': `-- Forget it all.
DROP TABLE IF EXISTS events;
`,
    'migrations/V001__create_events/metadata.yaml': `version: 1
description: Create events
author: Ann Example
created: '2025-02-01'
dependencies: []
tags: [core]
reversible: true
notes: The first of all.
`,
    'migrations/V002__create_traces/up.sql': `-- Where it has happened.
CREATE TABLE IF NOT EXISTS traces (id INTEGER PRIMARY KEY, place TEXT NOT NULL);
`,
    'migrations/V002__create_traces/down.sql': `-- No matter where.
DROP TABLE IF EXISTS traces;
`,
    'migrations/V002__create_traces/metadata.yaml': `version: 2
description: Create traces
author: Ann Example
created: '2025-02-02'
dependencies: [V001__create_events]
tags: [core]
reversible: true
notes: ''
`,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
