import * as l10n from '@vscode/l10n';
import type { Convention, ScaffoldRequest } from '../conventions/convention.ts';
import { draftChanges } from '../drafts/down.ts';
import type { Schema } from '../schema/schema.ts';
import { draftText } from './draft-reversing.ts';
import type { Drift } from './drift.ts';

/** A migration that makes what was changed by hand, for all other databases; this one has it. */
export function draftDrift(
  { expected, actual }: Drift,
  convention: Pick<Convention, 'noTransaction'>,
): NonNullable<ScaffoldRequest['sql']> {
  const words = l10n.t(
    'What was changed by hand. Read it before you apply it, and mark it as applied where it is so already.',
  );
  const text = (from: Schema, to: Schema): string =>
    draftText(draftChanges(from, to), words, convention);
  return { up: text(expected, actual), down: text(actual, expected) };
}
