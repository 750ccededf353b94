import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Schema } from '../../schema/schema.ts';
import { BrokenPrefix } from '../broken-prefix.ts';
import { neverEnds } from '../never-ends.ts';
import type { ScriptFailure } from '../database.ts';
import type { Rehearsal, RehearsalWork } from '../rehearsal.ts';
import type {
  Attempt,
  AttemptOptions,
  Shadow,
  ShadowInfo,
  ShadowOptions,
  ShadowScript,
  ShadowSettings,
  Standing,
} from '../shadow.ts';
import { SqliteChild } from './child-process.ts';
import { closed } from './connection.ts';
import type { DriverName } from './driver.ts';
import type { Request, ShadowStep } from './messages.ts';
import { Overdue, watchedCall } from './watched-call.ts';

/**
 * @param driver null: the first that loads
 * @throws StrataError `connect`
 */
export async function openSqliteShadow(
  { advance, ...settings }: ShadowSettings,
  driver: DriverName | null = null,
): Promise<SqliteShadow> {
  const opening = {
    ...({ call: 'open-shadow', driver } as const),
    settings: { ...settings, advance: advance(null) },
  };
  const { child, version } = await start(opening);
  return new SqliteShadow(opening, child, version);
}

/** A shadow in the memory of a child process, which is started anew whenever it has ended. */
export class SqliteShadow implements Shadow {
  readonly engine = 'sqlite';
  readonly about: ShadowInfo;
  readonly #opening: Opening;
  #child: SqliteChild;
  #standsAt: readonly ShadowStep[] = [];
  #closed = false;

  constructor(opening: Opening, child: SqliteChild, version: string) {
    this.#opening = opening;
    this.#child = child;
    this.about = { version, kind: 'memory', place: l10n.t('in memory') };
  }

  /** Of the child process; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  async goTo(scripts: readonly ShadowScript[], options: ShadowOptions = {}): Promise<Standing> {
    const steps = keyed(scripts, this.#standsAt);
    const standing = await this.#ask((child) => bring(child, steps, options), options);
    this.#standsAt = steps;
    return standing;
  }

  async attempt(script: ShadowScript, options: AttemptOptions = {}): Promise<Attempt> {
    const request = { call: 'attempt', script, schema: options.schema ?? false } as const;
    try {
      return (await this.#ask((child) => watchedCall(child, request, options), options)) as Attempt;
    } catch (error) {
      if (!(error instanceof Overdue)) throw error;
      return { failure: overdue(error, options), syntaxErrors: [], leftOut: [], schema: null };
    }
  }

  async rehearse(work: RehearsalWork, options: ShadowOptions = {}): Promise<Rehearsal> {
    const request = { call: 'rehearse-on-shadow', work } as const;
    return (await this.#ask((child) => watchedCall(child, request, options), options)) as Rehearsal;
  }

  async schema(options: ShadowOptions = {}): Promise<Schema> {
    const asked = this.#ask((child) => watchedCall(child, { call: 'schema' }, options), options);
    return (await asked) as Schema;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#child.kill();
  }

  /** Once more where the process has ended in between: whoever has ended it, is not the script. */
  async #ask<T>(question: (child: SqliteChild) => Promise<T>, options: ShadowOptions): Promise<T> {
    const child = await this.#living(options);
    try {
      return await question(child);
    } catch (error) {
      const isLost = error instanceof StrataError && error.code === 'connect' && !child.alive;
      if (!isLost) throw error;
      return question(await this.#living(options));
    }
  }

  async #living(options: ShadowOptions): Promise<SqliteChild> {
    if (this.#closed) throw closed();
    if (this.#child.alive) return this.#child;
    const { child } = await start(this.#opening);
    this.#child = child;
    if (this.#standsAt.length > 0) await bring(child, this.#standsAt, options);
    return child;
  }
}

type Opening = Extract<Request, { call: 'open-shadow' }>;

async function start(opening: Opening): Promise<{ child: SqliteChild; version: string }> {
  const child = new SqliteChild();
  try {
    return { child, version: (await child.call(opening)) as string };
  } catch (error) {
    await child.kill();
    throw error;
  }
}

async function bring(
  child: SqliteChild,
  steps: readonly ShadowStep[],
  options: ShadowOptions,
): Promise<Standing> {
  const known = await knownOf(child, steps, options);
  const after = steps[known - 1]?.key ?? null;
  const request = { call: 'go-to', after, steps: steps.slice(known) } as const;
  try {
    return (await watchedCall(child, request, options)) as Standing;
  } catch (error) {
    if (!(error instanceof Overdue)) throw error;
    throw new BrokenPrefix(error.beginning.version, overdue(error, options));
  }
}

/** How many steps the child need not be told; mostly all but the last, so that it is asked from the end. */
async function knownOf(
  child: SqliteChild,
  steps: readonly ShadowStep[],
  options: ShadowOptions,
): Promise<number> {
  for (let count = 10; ; count *= 10) {
    const asked = steps.slice(-count);
    const request = { call: 'known-steps', keys: asked.map(({ key }) => key) } as const;
    const known = (await watchedCall(child, request, options)) as number;
    if (known > 0) return steps.length - asked.length + known;
    if (asked.length === steps.length) return 0;
  }
}

/**
 * The key of a script depends on all before it.
 *
 * @param last what had its keys before: the beginning is mostly the same
 */
function keyed(scripts: readonly ShadowScript[], last: readonly ShadowStep[]): ShadowStep[] {
  const isNew = ({ sql, transactional }: ShadowScript, at: number): boolean =>
    last[at]?.sql !== sql || last[at].transactional !== transactional;
  const first = scripts.findIndex(isNew);
  let key = '';
  return scripts.map((script, at) => {
    const { sql, transactional } = script;
    const known = first < 0 || at < first ? last[at]?.key : undefined;
    key =
      known ?? createHash('sha256').update(`${key} ${transactional} `).update(sql).digest('base64');
    return { ...script, key };
  });
}

function overdue({ beginning }: Overdue, { timeout = 0 }: ShadowOptions): ScriptFailure {
  const { statement, completed } = beginning;
  return neverEnds(statement, completed, timeout);
}
