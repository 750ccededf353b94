import type { HistoryRow, Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { appliedText, contentOf } from '../../project/applied-text.ts';
import type { Content, ContentStore } from '../../project/content-store.ts';
import type { Project } from '../../project/project.ts';
import { needingText } from '../../runner/edits.ts';
import type { Status } from '../../runner/status.ts';

interface Known {
  readonly recorded: string | null;
  /** Null: nobody has it. */
  readonly text: string | null;
}

/** Up scripts as they were applied, of one project, as far as this window knows them. */
export class AppliedMemory {
  /** By version. */
  readonly #known = new Map<string, Known>();
  /** Most are the same from one reading to the next. */
  #learnt: readonly MigrationStatus[] = [];

  /** The text of an edited migration; null where it is not known, or not yet. */
  readonly textOf = ({ version, row }: MigrationStatus): string | null => {
    const known = this.#known.get(version);
    return known?.recorded === row?.checksum ? (known?.text ?? null) : null;
  };

  /** Takes in what is as it was applied, and keeps what is new to it, which nobody waits for. */
  learn({ migrations, project: { convention } }: Status, store: ContentStore | null): void {
    const fresh: Content[] = [];
    for (const [place, each] of migrations.entries()) {
      if (each === this.#learnt[place]) continue;
      const { state, version, migration, row } = each;
      if (state !== 'applied' || migration === null || row === null) continue;
      const known = this.#known.get(version);
      const { sql: text } = migration.up;
      if (known?.recorded === row.checksum && known.text === text) continue;
      this.#known.set(version, { recorded: row.checksum, text });
      fresh.push(...contentOf(convention, migration, row.checksum));
    }
    this.#learnt = migrations;
    void store?.keep(fresh);
  }

  /**
   * Looks for the texts of edited migrations that nobody has looked for yet.
   *
   * @returns whether any was found
   */
  async lookUp(status: Status, store: ContentStore | null): Promise<boolean> {
    let found = false;
    for (const { version, migration, row } of needingText(status)) {
      if (migration === null || row === null) continue;
      if (this.#known.get(version)?.recorded === row.checksum) continue;
      const text = await this.find(status.project, migration, row, store);
      if (text !== null) found = true;
    }
    return found;
  }

  /** The same for one migration, again if need be: git may have it by now. */
  async find(
    project: Project,
    migration: Migration,
    row: HistoryRow,
    store: ContentStore | null,
  ): Promise<string | null> {
    const text = (await appliedText(project, migration, row, store))?.applied ?? null;
    this.#known.set(row.version, { recorded: row.checksum, text });
    return text;
  }
}
