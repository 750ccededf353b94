import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { redact } from '../core/redact.ts';
import type { Plan } from '../core/plan.ts';
import { ConnectError } from '../databases/database.ts';
import type { ErrorReport } from './documents/shared.ts';
import type { Channel } from './output.ts';
import { plural } from './text/plural.ts';
import { printable } from '../core/printable.ts';

/** An error as people read it: what happened, and below it what to do. */
export function reportError({ message, hint }: ErrorReport, errors: Channel): void {
  errors.line(`${errors.style.bad(l10n.t('error:'))} ${printable(message)}`);
  if (hint !== null) errors.line(printable(hint));
}

export function errorReport(error: unknown): ErrorReport {
  if (error instanceof ConnectError && error.lacks === 'database') {
    const hint = l10n.t(
      'Create it with strata database create, or correct the name in the address.',
    );
    return { code: error.code, message: error.message, hint };
  }
  if (error instanceof StrataError) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  return {
    code: 'internal',
    message: l10n.t(
      'Strata could not go on: {0}',
      redact(error instanceof Error ? error.message : String(error)),
    ),
    hint: l10n.t(
      'See what is true now with strata status, and please report this: it is a fault of Strata’s own.',
    ),
  };
}

export function refusal({ problems }: Pick<Plan, 'problems'>): ErrorReport {
  const count = problems.filter(({ severity }) => severity === 'error').length;
  return {
    code: 'refused',
    message: plural(
      count,
      l10n.t('The plan is refused for 1 reason. Nothing was changed.'),
      l10n.t('The plan is refused for {0} reasons. Nothing was changed.', count),
    ),
    hint: l10n.t('Put that right, then look again with: strata status'),
  };
}
