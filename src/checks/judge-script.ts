import type { Engine } from '../core/engine.ts';
import type { Direction, Migration, Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';
import type { RuleContext } from '../rules/check.ts';
import type { Schemas } from '../schema/schema.ts';
import type { Shadow, ShadowOptions, ShadowScript } from '../databases/shadow.ts';
import type { NameUse } from '../sql/name-use.ts';
import type { Analyst } from './analyst.ts';
import { engineProblems, notChecked, withoutRepeats } from './engine-problems.ts';

export type { Schemas };

/** A script in its place among the others. */
export interface Subject {
  readonly script: Script;
  readonly version: string;
  readonly direction: Direction;
  readonly engine: Engine;
  readonly severities: RuleSeverities;
  /** Rules speak only of what is still to run. */
  readonly rules: boolean;
  readonly referred?: RuleContext['referred'];
  readonly pragmasFirst?: RuleContext['pragmasFirst'];
  readonly indexed?: RuleContext['indexed'];
  /** What it finds done when it runs. */
  readonly before: readonly ShadowScript[];
}

export interface Judges {
  readonly analyst: Analyst;
  /** Null: there is none, and only the text can be judged. */
  readonly shadow: Shadow | null;
}

export interface Verdict {
  readonly problems: readonly Problem[];
  readonly names: readonly NameUse[];
  /** False: something of it, or of what precedes it, was not tried. */
  readonly complete: boolean;
}

/**
 * What grammar, rules and the engine itself say of one script.
 *
 * @throws BrokenPrefix, and StrataError, as the shadow does
 */
export async function judgeScript(
  subject: Subject,
  { analyst, shadow }: Judges,
  options: ShadowOptions = {},
): Promise<Verdict> {
  const { script, version } = subject;
  const analysing = analyst.analyse(
    { ...subject, serverVersion: majorVersion(shadow) },
    options.signal && { signal: options.signal },
  );
  // Awaited below: should the shadow fail first, nobody would listen to it.
  analysing.catch(() => undefined);
  if (shadow === null) return { ...(await analysing), complete: false };

  const { leftOut: missing } = await shadow.goTo(subject.before, options);
  const { sql, transactional } = script;
  const attempt = await shadow.attempt({ version, sql, transactional }, options);
  const { problems, names } = await analysing;
  const { leftOut } = attempt;
  return {
    problems: [
      ...withoutRepeats(problems, engineProblems(subject, attempt), attempt),
      ...leftOut.map((each) => notChecked(subject, each)),
    ],
    names,
    complete: leftOut.length === 0 && missing.length === 0,
  };
}

/**
 * What the schema is before a script and after it.
 *
 * @throws as `judgeScript` does
 */
export async function schemasAround(
  {
    script: { sql, transactional },
    version,
    before,
  }: Pick<Subject, 'script' | 'version' | 'before'>,
  shadow: Shadow,
  options: ShadowOptions,
): Promise<Schemas> {
  await shadow.goTo(before, options);
  const schema = await shadow.schema(options);
  const script = { version, sql, transactional };
  const attempt = await shadow.attempt(script, { ...options, schema: true });
  return { before: schema, after: attempt.schema };
}

/** A migration as what precedes another. */
export function asShadowScript(migration: Migration): ShadowScript {
  const { version, up } = migration;
  const known = shadowScripts.get(migration) ?? {
    ...{ version, sql: up.sql, transactional: up.transactional },
  };
  shadowScripts.set(migration, known);
  return known;
}

/** Most migrations are the same from one keystroke to the next, and are compared with those before. */
const shadowScripts = new WeakMap<Migration, ShadowScript>();

/** Such as 18, of `18.0`; PostgreSQL's rules know what each can do. */
export function majorVersion(shadow: Shadow | null): number | null {
  return shadow?.engine === 'postgres' ? Number.parseInt(shadow.about.version, 10) : null;
}
