import type { SourceEntry } from '../core/migration.ts';

/** Migrations of a tool that Strata does not speak. */
export interface ForeignFiles {
  readonly tool: string;
  /** What it was recognised by, relative to the migrations folder. */
  readonly path: string;
}

interface ForeignTool {
  readonly tool: string;
  readonly name?: RegExp;
  readonly content?: RegExp;
}

/** As each tool's own sources have it; a mark is at the beginning of a line. */
const FOREIGN: readonly ForeignTool[] = [
  { tool: 'dbmate', content: /^--\s*migrate:(?:up|down)(?:\s|$)/m },
  { tool: 'goose', content: /^--.*\+goose\s+(?:up|down|statementbegin|no\s+transaction)\b/im },
  { tool: 'node-pg-migrate', content: /^\s*--[\s-]*(?:up|down)\s+migration/im },
  { tool: 'Liquibase', content: /^\s*--\s*liquibase formatted sql/im },
  { tool: 'graphile-migrate', content: /^--! (?:Previous|Hash|Message):/m },
  { tool: 'Drizzle', name: /^meta\/_journal\.json$/, content: /^--> statement-breakpoint/m },
  { tool: 'Prisma Migrate', name: /^(?:migration_lock\.toml|\d{14}_[^/]*\/migration\.sql)$/ },
  { tool: 'Atlas', name: /^atlas\.sum$/ },
  { tool: 'Flyway', name: /^(?:[VU]\d+(?:[._]\d+)*|R)__[^/]+\.sql$/i },
];

/** Whose migrations these are, if they are those of a tool that is known and not spoken. */
export function foreignFiles(
  entries: readonly SourceEntry[],
  contents: ReadonlyMap<string, string>,
): ForeignFiles | null {
  for (const { tool, name, content } of FOREIGN) {
    const named = entries.find(({ path, kind }) => kind === 'file' && name?.test(path));
    if (named !== undefined) return { tool, path: named.path };
    for (const [path, text] of contents) if (content?.test(text)) return { tool, path };
  }
  return null;
}
