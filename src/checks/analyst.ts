import type { Problem } from '../core/problem.ts';
import type { Draft } from '../drafts/draft.ts';
import type { Schemas } from '../schema/schema.ts';
import type { ScriptAnalyst, ScriptRequest } from '../runner/script-analyst.ts';
import type { NameUse } from '../sql/name-use.ts';

/** Reads scripts with the grammar of their engine, off the thread of who asks. */
export interface Analyst extends ScriptAnalyst {
  /** @throws StrataError `cancelled` */
  analyse(request: AnalysisRequest, options?: { readonly signal?: AbortSignal }): Promise<Analysis>;
  close(): Promise<void>;
}

/** Can be sent to another thread. */
export interface AnalysisRequest extends ScriptRequest {
  /** Also draft what takes the script back, with what is known of the schemas around it. */
  readonly draft?: { readonly schemas: Schemas | null };
}

/** What a script says by itself, without any database. */
export interface Analysis {
  /** Syntax errors, as far as they can be told without a database, and what the rules find. */
  readonly problems: readonly Problem[];
  /** The tables, columns and other objects that it makes, changes, drops and speaks of. */
  readonly names: readonly NameUse[];
  /** Null: not asked for. */
  readonly draft: Draft | null;
}
