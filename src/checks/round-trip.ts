import type { Migration, Script } from '../core/migration.ts';
import { isReversible } from '../core/migration.ts';
import { BrokenPrefix } from '../databases/broken-prefix.ts';
import type { Attempt, Shadow, ShadowOptions, ShadowScript } from '../databases/shadow.ts';
import { compareSchemas } from '../schema/compare.ts';
import type { SchemaChange } from '../schema/schema.ts';

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
  /** Null: it did not come to that. */
  readonly again: Trial | null;
  /** What is not as it was after the first time. */
  readonly deviation: readonly SchemaChange[];
}

/**
 * Applies all from nothing, and takes each back and applies it again on the way; ends behind the
 * first that does not apply, since nothing can be said of those after it.
 *
 * The shadow only ever goes on, from one script to the next, and is made anew after a failure, or
 * where a round trip has not led back to where it began.
 *
 * @throws StrataError as the shadow does
 */
export async function* roundTrips(
  migrations: readonly Migration[],
  shadow: Shadow,
  options: ShadowOptions = {},
): AsyncGenerator<RoundTrip> {
  let done: readonly ShadowScript[] = [];
  await shadow.goTo(done, options);
  let before = await shadow.schema(options);
  for (const migration of migrations) {
    const up = scriptOf(migration, migration.up);
    const first = await carryOut(shadow, done, up, options);
    const trip = { ...NO_WAY_BACK, migration, up: first };
    if (first.failure !== null) {
      yield trip;
      return;
    }
    const applied = [...done, up];
    const after = await shadow.schema(options);
    done = applied;
    if (migration.down !== null && isReversible(migration)) {
      const down = scriptOf(migration, migration.down);
      const back = await wayBack(shadow, { applied, down, up }, { before, after }, options);
      yield { ...trip, ...back };
      if (back.isClosed) done = [...applied, down, up];
    } else {
      yield trip;
    }
    before = after;
  }
}

const NO_WAY_BACK = { down: null, residue: [], again: null, deviation: [] };

interface WayBack extends Pick<RoundTrip, 'down' | 'residue' | 'again' | 'deviation'> {
  /** It has led back to where it began. */
  readonly isClosed: boolean;
}

async function wayBack(
  shadow: Shadow,
  { applied, down, up }: Record<'down' | 'up', ShadowScript> & { applied: readonly ShadowScript[] },
  { before, after }: Record<'before' | 'after', Awaited<ReturnType<Shadow['schema']>>>,
  options: ShadowOptions,
): Promise<WayBack> {
  const reverted = await carryOut(shadow, applied, down, options);
  const failed = { ...NO_WAY_BACK, down: reverted, isClosed: false };
  if (reverted.failure !== null) return failed;
  const residue = compareSchemas(before, await shadow.schema(options));
  const again = await carryOut(shadow, [...applied, down], up, options);
  if (again.failure !== null) return { ...failed, residue, again };
  const deviation = compareSchemas(after, await shadow.schema(options));
  return { down: reverted, residue, again, deviation, isClosed: deviation.length === 0 };
}

/** One script more; where it fails, once more and alone, since that tells all of it. */
async function carryOut(
  shadow: Shadow,
  done: readonly ShadowScript[],
  script: ShadowScript,
  options: ShadowOptions,
): Promise<Trial> {
  const { leftOut: known } = await shadow.goTo(done, options);
  try {
    const { leftOut } = await shadow.goTo([...done, script], options);
    return { failure: null, syntaxErrors: [], leftOut: leftOut.slice(known.length) };
  } catch (error) {
    if (!(error instanceof BrokenPrefix)) throw error;
    await shadow.goTo(done, options);
    const attempt = await shadow.attempt(script, options);
    return { ...attempt, failure: attempt.failure ?? error.failure };
  }
}

function scriptOf({ version }: Migration, { sql, transactional }: Script): ShadowScript {
  return { version, sql, transactional };
}
