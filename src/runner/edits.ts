import { isReencoded } from '../conventions/encodings.ts';
import { recordedForm, withUp } from '../conventions/recorded-form.ts';
import { inForm } from '../conventions/text-form.ts';
import type { Script } from '../core/migration.ts';
import { explain } from '../core/reasons.ts';
import type { Difference, Edit, MigrationStatus, StatementChange } from '../core/state.ts';
import { appliedText } from '../project/applied-text.ts';
import type { ContentStore } from '../project/content-store.ts';
import type { Project } from '../project/project.ts';
import { compareScripts } from '../sql/compare-scripts.ts';
import { linesThatDiffer } from '../sql/compare-lines.ts';
import type { Status } from './status.ts';

/** An up script as it was applied, where somebody knows it; null: nobody does. */
export type AppliedTextOf = (status: MigrationStatus) => string | null;

/** Of one status, so many edited files are looked for: git is asked for each. */
const MOST_ASKED = 50;

/** The same status, and of edited migrations what their edit is where the applied text is known; pure. */
export function explainEdits(status: Status, appliedOf: AppliedTextOf): Status {
  if (!status.migrations.some(isUnexplained)) return status;
  const migrations = status.migrations.map((each) => {
    if (!isUnexplained(each)) return each;
    const applied = inRecordedForm(each, status.project) ?? appliedOf(each);
    return applied === null ? each : explained(each, applied, status);
  });
  return { ...status, migrations };
}

/** The same for edited files whose applied texts are looked for first, in the store and in git. */
export async function withAppliedTexts(
  status: Status,
  store: ContentStore | null,
): Promise<Status> {
  const texts = new Map<string, string>();
  for (const { version, migration, row } of needingText(status).slice(0, MOST_ASKED)) {
    const found = migration && row && (await appliedText(status.project, migration, row, store));
    if (found) texts.set(version, found.applied);
  }
  return explainEdits(status, ({ version }) => texts.get(version) ?? null);
}

/** Those of which the checksum alone does not tell what was applied. */
export function needingText({
  migrations,
}: Pick<Status, 'migrations'>): readonly MigrationStatus[] {
  return migrations.filter(({ difference }) => difference === 'content');
}

function isUnexplained({ state, edit }: MigrationStatus): boolean {
  return state === 'modified' && edit === undefined;
}

function inRecordedForm(
  status: MigrationStatus,
  { convention }: Pick<Project, 'convention'>,
): string | null {
  const { difference } = status;
  if (difference !== 'line-endings' && difference !== 'byte-order-mark') return null;
  const form = recordedForm(status, convention);
  return form && status.migration && inForm(status.migration.up.sql, form);
}

function explained(
  status: MigrationStatus,
  applied: string,
  { project: { convention }, target: { engine } }: Status,
): MigrationStatus {
  const { migration } = status;
  if (migration === null) return status;
  const { up } = migration;
  const then = withUp(migration, applied, convention).up;
  const statements = status.difference === 'content' ? compareScripts(applied, up.sql, engine) : [];
  const difference =
    status.difference === 'content' ? kindOf(then, up, statements) : status.difference;
  const isText = difference === 'content' || difference === 'comments';
  const edit: Edit = {
    applied,
    statements: isText ? statements : [],
    lines: isText ? linesThatDiffer(applied, up) : [],
  };
  const found = { ...status, difference, edit };
  const reason = explain({ ...found, newest: null });
  const [, ...others] = status.problems;
  return { ...found, problems: reason === null ? status.problems : [reason, ...others] };
}

/** What both texts tell, where the checksum alone tells only that they differ. */
function kindOf(then: Script, now: Script, statements: readonly StatementChange[]): Difference {
  if (isReencoded(now.sql, then.sql)) return 'encoding';
  // A comment that says so is more than a comment.
  const isSame = statements.length === 0 && then.transactional === now.transactional;
  return isSame ? 'comments' : 'content';
}
