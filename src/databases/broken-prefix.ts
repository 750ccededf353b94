import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { ScriptFailure } from './database.ts';

/** One of the scripts before does not apply by itself, so that nothing can be said of those after it. */
export class BrokenPrefix extends StrataError {
  override readonly name = 'BrokenPrefix';
  readonly version: string;
  readonly failure: ScriptFailure;

  constructor(version: string, failure: ScriptFailure) {
    super('failed', l10n.t('{0} does not apply: {1}', version, failure.message));
    this.version = version;
    this.failure = failure;
  }
}
