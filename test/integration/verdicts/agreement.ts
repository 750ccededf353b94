import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Analyst } from '../../../src/checks/analyst.ts';
import { judgeScript } from '../../../src/checks/judge-script.ts';
import type { Script } from '../../../src/core/migration.ts';
import { ScriptError, type ScriptFailure } from '../../../src/databases/database.ts';
import type { Shadow } from '../../../src/databases/shadow.ts';
import { locate } from '../../../src/sql/text.ts';
import type { VerdictCase } from './verdict-case.ts';

/** An odd number of cases, so that it meets all kinds. */
const BETWEEN_RUNS = 21;

export interface Judged {
  readonly cases: readonly VerdictCase[];
  readonly analyst: Analyst;
  readonly shadow: Shadow;
  /** Applies it to a database that holds nothing else; rejects with the ScriptError of its script. */
  readonly apply: (each: VerdictCase) => Promise<unknown>;
  /** The same by the runner as a whole, as `upByRunner`; tried on some, since it takes long. */
  readonly up: (each: VerdictCase) => Promise<string | null>;
  /** Those of which a check must say that it does not know. */
  readonly notChecked: readonly string[];
}

/** Whether a check and an apply of every case come to the same end. */
export async function assertAgreement(t: TestContext, judged: Judged): Promise<void> {
  const { cases, apply, up, notChecked } = judged;
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'a name twice');
  assert.ok(cases.length >= 150, `${cases.length} are too few`);
  const disagreements: string[] = [];
  const open: string[] = [];
  let failed = 0;
  for (const [index, each] of cases.entries()) {
    const outcome = await outcomeOf(apply(each));
    if (outcome !== null) failed++;
    if (index % BETWEEN_RUNS === 0) {
      const ended = await up(each);
      if (ended !== 'refused' || outcome === null) {
        assert.equal(ended, outcome?.message ?? null, `${each.name}, by the runner`);
      }
    }
    const { complete, disagreement } = await compare(each, outcome, judged);
    if (!complete) open.push(each.name);
    if (disagreement !== null) disagreements.push(`${each.name}: ${disagreement}`);
  }
  t.diagnostic(`${cases.length} cases: ${failed} failed, ${open.length} not checked as a whole`);
  assert.deepEqual(disagreements, []);
  assert.deepEqual(open.sort(), notChecked.toSorted());
}

/** Null: it was applied. */
async function outcomeOf(applying: Promise<unknown>): Promise<ScriptFailure | null> {
  try {
    await applying;
    return null;
  } catch (error) {
    if (error instanceof ScriptError) return error.failure;
    throw error;
  }
}

async function compare(
  { before, sql, transactional }: VerdictCase,
  outcome: ScriptFailure | null,
  { analyst, shadow }: Judged,
): Promise<{ complete: boolean; disagreement: string | null }> {
  const start = { line: 1, column: 1 };
  const script: Script = { path: 'case.sql', sql, start, marker: null, transactional };
  const { problems, complete } = await judgeScript(
    {
      ...{ script, version: '2', direction: 'up', engine: shadow.engine },
      ...{ severities: {}, rules: false },
      before: [{ version: '1', sql: before, transactional: true }],
    },
    { analyst, shadow },
    { timeout: 20_000 },
  );
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (outcome === null) {
    const [error] = errors;
    return { complete, disagreement: error ? `a false red, ${error.message}` : null };
  }
  const { statement, position, message } = outcome;
  if (errors.length === 0) {
    return { complete, disagreement: complete ? `a false green, ${message}` : null };
  }
  const at = position ?? statement?.start ?? 0;
  const place = locate(script, { start: at, end: at });
  const isSaid = errors.some(
    (each) =>
      // libpg-query leaves "at or near" out of some.
      (each.message.startsWith(message) || message.startsWith(each.message)) &&
      each.location?.line === place.line &&
      each.location.column === place.column,
  );
  if (isSaid) return { complete, disagreement: null };
  const said = errors.map((each) => `${each.message} at ${JSON.stringify(each.location)}`);
  const really = `${message} at ${JSON.stringify(place)}`;
  return { complete, disagreement: `another error, ${said.join('; ')} instead of ${really}` };
}
