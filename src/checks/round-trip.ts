import { isReversible, type Migration, type Script } from '../core/migration.ts';
import { BrokenPrefix } from '../databases/broken-prefix.ts';
import type { Attempt, Shadow, ShadowOptions, ShadowScript } from '../databases/shadow.ts';
import { compareSchemas } from '../schema/compare.ts';
import type { Schema, SchemaChange, Schemas } from '../schema/schema.ts';

/** What came of a script on the shadow. */
export type Trial = Pick<Attempt, 'failure' | 'syntaxErrors' | 'leftOut'>;

/** What came of a migration: up, and where it has a way back, down, and up again. */
export interface RoundTrip {
  readonly migration: Migration;
  readonly up: Trial;
  /** Null: there is no way back, or the way there failed. */
  readonly down: Trial | null;
  /** What is not as it was before, once it is down. */
  readonly residue: readonly SchemaChange[];
  /** Before it, and once it is down, where that is not the same. */
  readonly left: Schemas | null;
  /** Null: it did not come to that, as where something is left behind. */
  readonly again: Trial | null;
  /** What is not as it was after the first time. */
  readonly deviation: readonly SchemaChange[];
}

/**
 * Applies all from nothing, and takes each back and applies it again on the way; ends behind the
 * first that does not apply, since nothing can be said of those after it.
 *
 * The shadow only ever goes on, from one script to the next, which is what it does best: a way back
 * that leaves something behind is only attempted.
 *
 * @throws StrataError as the shadow does
 */
export async function* roundTrips(
  migrations: readonly Migration[],
  shadow: Shadow,
  options: ShadowOptions = {},
): AsyncGenerator<RoundTrip> {
  const { leftOut } = await shadow.goTo([], options);
  let place: Place = { scripts: [], leftOut: leftOut.length };
  let before = await shadow.schema(options);
  for (const migration of migrations) {
    const up = scriptOf(migration, migration.up);
    const first = await carryOut(shadow, place, up, options);
    const trip = { ...NO_WAY_BACK, migration, up: first.trial };
    if (first.trial.failure !== null) {
      yield trip;
      return;
    }
    const applied = { ...first, schema: await shadow.schema(options) };
    if (migration.down !== null && isReversible(migration)) {
      const down = scriptOf(migration, migration.down);
      const { end, ...back } = await wayBack(shadow, { before, applied, up, down }, options);
      yield { ...trip, ...back };
      place = end;
    } else {
      yield trip;
      place = applied.place;
    }
    before = applied.schema;
  }
}

const NO_WAY_BACK = { down: null, residue: [], left: null, again: null, deviation: [] };

/** Where the shadow stands. */
interface Place {
  readonly scripts: readonly ShadowScript[];
  /** How many statements of theirs were left out. */
  readonly leftOut: number;
}

interface Leg {
  readonly trial: Trial;
  /** Where it has led; where it failed, where it began. */
  readonly place: Place;
}

interface Turn {
  readonly before: Schema;
  readonly applied: Leg & { readonly schema: Schema };
  readonly up: ShadowScript;
  readonly down: ShadowScript;
}

interface WayBack extends Pick<RoundTrip, 'down' | 'residue' | 'left' | 'again' | 'deviation'> {
  /** From where the next one goes on: here, if that is where the first way up has led. */
  readonly end: Place;
}

async function wayBack(
  shadow: Shadow,
  { before, applied, up, down }: Turn,
  options: ShadowOptions,
): Promise<WayBack> {
  const attempt = await shadow.attempt(down, { ...options, schema: true });
  const trip = { ...NO_WAY_BACK, down: attempt, end: applied.place };
  if (attempt.failure !== null || attempt.schema === null) return trip;
  const residue = compareSchemas(before, attempt.schema);
  if (residue.length > 0) return { ...trip, residue, left: { before, after: attempt.schema } };
  const back = await carryOut(shadow, applied.place, down, options);
  const again = await carryOut(shadow, back.place, up, options);
  if (again.trial.failure !== null) return { ...trip, again: again.trial };
  const deviation = compareSchemas(applied.schema, await shadow.schema(options));
  const end = deviation.length === 0 ? again.place : applied.place;
  return { ...trip, again: again.trial, deviation, end };
}

/** One script more; where it fails, once more and alone, since that tells all of it. */
async function carryOut(
  shadow: Shadow,
  from: Place,
  script: ShadowScript,
  options: ShadowOptions,
): Promise<Leg> {
  const scripts = [...from.scripts, script];
  try {
    const { leftOut } = await shadow.goTo(scripts, options);
    const trial = { failure: null, syntaxErrors: [], leftOut: leftOut.slice(from.leftOut) };
    return { trial, place: { scripts, leftOut: leftOut.length } };
  } catch (error) {
    if (!(error instanceof BrokenPrefix)) throw error;
    await shadow.goTo(from.scripts, options);
    const attempt = await shadow.attempt(script, options);
    return { trial: { ...attempt, failure: attempt.failure ?? error.failure }, place: from };
  }
}

function scriptOf({ version }: Migration, { sql, transactional }: Script): ShadowScript {
  return { version, sql, transactional };
}
