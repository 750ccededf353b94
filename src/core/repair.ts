import type { Amendment } from './amendment.ts';
import type { Problem } from './problem.ts';

/** What a person has found out, and the history is to say. Versions are as the convention prints them. */
export type Repair =
  /** Edited: what is applied is what the file now says. */
  | { readonly kind: 'accept'; readonly versions: readonly string[] }
  /** Failed or unfinished, in either direction: all of it is in the database. */
  | { readonly kind: 'applied'; readonly version: string }
  /** Failed or unfinished, in either direction: nothing of it is in the database. */
  | { readonly kind: 'not-applied'; readonly version: string }
  /** Applied, and no file any more: the history forgets it. */
  | { readonly kind: 'forget'; readonly versions: readonly string[] }
  /** Pending ones, up to and including `to`, are in the database already; null: all of them. */
  | { readonly kind: 'baseline'; readonly to: string | null };

/** What would change in the history. Refused, as a whole, when a problem is an error. */
export interface RepairPlan {
  readonly amendments: readonly Amendment[];
  readonly problems: readonly Problem[];
}
