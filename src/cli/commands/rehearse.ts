import * as l10n from '@vscode/l10n';
import type { Convention } from '../../conventions/convention.ts';
import { isRefused, type Request } from '../../core/plan.ts';
import { printableLine } from '../../core/printable.ts';
import type { RehearsalPlace } from '../../databases/rehearsal.ts';
import { rehearsalText } from '../../runner/rehearsal-text.ts';
import { rehearse, type RehearsalResult } from '../../runner/rehearse.ts';
import type { RunEvent } from '../../runner/run-result.ts';
import { waitText } from '../../runner/wait.ts';
import type { ErrorReport } from '../documents/shared.ts';
import { refusal, reportError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import type { Output } from '../output.ts';
import { nameToType, protectionOf, type Confirmation } from '../protection.ts';
import { rehearseDocument } from '../rehearse-document.ts';
import { requestOf, versionOf, type Wish } from '../requests.ts';
import {
  displayAddress,
  placeOf,
  requireMigrationsFolder,
  type Place,
  type Session,
} from '../session.ts';
import { header } from '../text/header.ts';
import { printProblems } from '../text/problems.ts';
import { failedError } from '../text/run.ts';

export type RehearseWish =
  | Extract<Wish, { readonly kind: 'up' }>
  | { readonly kind: 'apply'; readonly versions: readonly string[] };

/** Carries out what is pending, and takes it back. */
export async function rehearseCommand(
  session: Session,
  wish: RehearseWish,
  on: RehearsalPlace | null,
): Promise<Outcome> {
  const { output, options, signal } = session;
  const { people, errors } = output;
  const place = await placeOf(session);
  const { project, destination } = place;
  const { environment, target } = destination;
  const request = rehearsed(wish, project.convention);
  requireMigrationsFolder(project);
  const consent = consentOf(session, place, on);

  people.lines([people.style.strong(`-- ${header(place)}`), '']);
  await consent?.obtain();
  const result = await rehearse(project, target, request, {
    on,
    ignoreMissing: options.ignoreMissing ?? false,
    skipIrreversible: false,
    lockTimeout: lockTimeoutOf(options),
    isolated: false,
    timeouts: environment?.timeouts ?? null,
    signal,
    shadow: async () => {
      const { findShadow, requireShadow } = await import('../shadow.ts');
      if (on === 'shadow') return requireShadow(place, session);
      return (await findShadow(place, session)).shadow;
    },
    onEvent: (event) => {
      follow(event, output);
    },
  });
  const error = errorOf(result);
  if (isRefused(result.plan)) printProblems(result.plan.problems, errors);
  else people.lines([textOf(result, place)]);
  if (error !== null) reportError(error, errors);
  return {
    exitCode: error === null ? exitCodes.done : exitCodeOf(error.code),
    document: rehearseDocument(result, environment?.name ?? null, error),
  };
}

function rehearsed(wish: RehearseWish, convention: Convention): Request {
  if (wish.kind === 'up') return requestOf(wish, convention);
  return { ...wish, versions: wish.versions.map((version) => versionOf(version, convention)) };
}

/**
 * The locks are real: on a server that others use, somebody has to want that. Null: nobody need be
 * asked, or it is said already.
 */
function consentOf(session: Session, place: Place, on: RehearsalPlace | null): Confirmation | null {
  const { environment, target } = place.destination;
  if (on === 'copy' || on === 'shadow') return null;
  const isProtected = environment?.protected === true;
  if (isProtected || target.local || on === 'environment') return protectionOf(session, place);
  const reason = l10n.t(
    'Rehearsing locks tables of {0} as applying does, until it is taken back.',
    target.name,
  );
  return nameToType(session, place, reason);
}

function follow(event: RunEvent, { people, errors }: Output): void {
  switch (event.kind) {
    case 'planned':
      printProblems(event.plan.problems, errors);
      people.transient(`  … ${l10n.t('rehearsing')}`);
      break;
    case 'waiting':
    case 'took-over':
    case 'blocked':
    case 'retrying':
      people.line(printableLine(waitText(event)));
      break;
    default:
      break;
  }
}

function textOf(result: RehearsalResult, place: Place): string {
  const { target, environment, source } = place.destination;
  return rehearsalText({
    result,
    where: environment === null ? target.name : `${target.name} (${environment.name})`,
    address: `${displayAddress(place)} (${source})`,
  });
}

function errorOf({ plan, failure }: RehearsalResult): ErrorReport | null {
  if (isRefused(plan)) return refusal(plan);
  if (failure === null) return null;
  const hint = l10n.t('Put that right, then rehearse again.');
  return { ...failedError(failure, []), hint };
}
