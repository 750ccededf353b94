import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { withChanges } from '../../databases/programs.ts';
import { shellCommand as commandOf } from '../../runner/maintenance.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { protectionOf } from '../protection.ts';
import { placeOf, type Session } from '../session.ts';
import { header } from '../text/header.ts';

/** The engine's own shell, in this terminal; a password goes by the environment, for nobody to see. */
export async function shellCommand(
  session: Session,
  parameters: readonly string[],
): Promise<Outcome> {
  const { errors } = session.output;
  const place = await placeOf(session);
  const protection = protectionOf(session, place);
  const { command, parameters: all, env } = await commandOf(place.destination.target, parameters);
  if (session.terminal !== null) errors.line(errors.style.strong(header(place)));
  await protection?.obtain();
  const shell = spawn(command, all, { stdio: 'inherit', env: withChanges(session.env, env) });
  const [code, signal] = (await once(shell, 'close').catch((error: unknown) => {
    throw new StrataError(
      'refused',
      l10n.t('{0} could not be started: {1}', basename(command), (error as Error).message),
    );
  })) as [number | null, NodeJS.Signals | null];
  if (code === 0) return { exitCode: exitCodes.done, document: { command: 'shell', error: null } };
  throw new StrataError(
    'failed',
    code === null
      ? l10n.t('{0} was ended by {1}.', basename(command), signal ?? '')
      : l10n.t('{0} ended with exit code {1}.', basename(command), code),
  );
}
