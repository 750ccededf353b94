import type { Guard, Unit } from '../../core/engine.ts';
import { StrataError, type ErrorCode } from '../../core/errors.ts';
import type { TextRange } from '../../core/problem.ts';
import type { Statement, TableName } from '../../core/statement.ts';
import { BrokenPrefix } from '../broken-prefix.ts';
import { ScriptError, type ScriptFailure, type Wait } from '../database.ts';
import type { RehearsalWork } from '../rehearsal.ts';
import type { SqliteTarget } from '../target.ts';
import type { ShadowScript, ShadowSettings } from '../shadow.ts';
import type { OpenOptions } from './connect.ts';
import type { DriverName } from './driver.ts';

/** What the parent asks of the child: one message a call, whole migrations included. */
export type Request =
  | { readonly call: 'connect'; readonly target: SqliteTarget; readonly options: OpenOptions }
  | { readonly call: 'locate'; readonly table: TableName; readonly neighbour: string }
  | { readonly call: 'query'; readonly statement: Statement }
  | {
      readonly call: 'execute';
      readonly statements: readonly Statement[];
      readonly guards: readonly Guard[];
    }
  | { readonly call: 'drop-if-empty'; readonly table: TableName }
  | { readonly call: 'run-all'; readonly units: readonly Unit[] }
  | { readonly call: 'rehearse'; readonly work: RehearsalWork }
  | { readonly call: 'close' }
  /** Of a whole database, without a connection. */
  | { readonly call: 'copy-out'; readonly path: string; readonly file: string }
  | { readonly call: 'put-back'; readonly path: string; readonly file: string }
  | { readonly call: 'claim'; readonly path: string }
  | {
      readonly call: 'rehearse-on-copy';
      readonly path: string;
      /** Where the copy is made. */
      readonly file: string;
      readonly work: RehearsalWork;
      readonly foreignKeys: boolean;
    }
  /** Of a shadow in memory. */
  | {
      readonly call: 'open-shadow';
      readonly settings: MemorySettings;
      readonly driver: DriverName | null;
    }
  /** How many of these steps need not be told again. */
  | { readonly call: 'known-steps'; readonly keys: readonly string[] }
  | { readonly call: 'go-to'; readonly after: string | null; readonly steps: readonly ShadowStep[] }
  | { readonly call: 'attempt'; readonly script: ShadowScript; readonly schema: boolean }
  | { readonly call: 'rehearse-on-shadow'; readonly work: RehearsalWork }
  | { readonly call: 'schema' };

/** Such as can be sent to another process. */
export interface MemorySettings extends Omit<ShadowSettings, 'advance'> {
  readonly advance: Statement;
}

/** A script, known by all that leads to its end. */
export interface ShadowStep extends ShadowScript {
  readonly key: string;
}

export type Reply =
  { readonly value: unknown; readonly error: null } | { readonly error: SentError };

/** What the child tells before it answers. */
export type Notice =
  | { readonly wait: Wait }
  | { readonly begins: Beginning }
  /** The next of the migrations is committed, after so many nanoseconds. */
  | { readonly done: bigint };

/** What a shadow is about to carry out: what never ends, is this. */
export interface Beginning {
  readonly version: string;
  /** Null: the script as a whole. */
  readonly statement: TextRange | null;
  /** How many statements of the script are done. */
  readonly completed: number;
}

/** Of an error only its standard fields would arrive. */
export type SentError =
  | { readonly kind: 'script'; readonly failure: ScriptFailure }
  | { readonly kind: 'prefix'; readonly version: string; readonly failure: ScriptFailure }
  | {
      readonly kind: 'strata';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly kind: 'other'; readonly message: string; readonly stack: string | null };

export function toSend(error: unknown): SentError {
  if (error instanceof ScriptError) return { kind: 'script', failure: error.failure };
  if (error instanceof BrokenPrefix) {
    const { version, failure } = error;
    return { kind: 'prefix', version, failure };
  }
  if (error instanceof StrataError) {
    const { code, message, hint } = error;
    return { kind: 'strata', code, message, hint };
  }
  if (error instanceof Error) {
    return { kind: 'other', message: error.message, stack: error.stack ?? null };
  }
  return { kind: 'other', message: String(error), stack: null };
}

export function received(sent: SentError): Error {
  if (sent.kind === 'script') return new ScriptError(sent.failure);
  if (sent.kind === 'prefix') return new BrokenPrefix(sent.version, sent.failure);
  if (sent.kind === 'strata') {
    return new StrataError(sent.code, sent.message, { hint: sent.hint });
  }
  const error = new Error(sent.message);
  if (sent.stack !== null) error.stack = sent.stack;
  return error;
}
