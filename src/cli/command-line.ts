import * as l10n from '@vscode/l10n';
import type { CommandName } from './documents.ts';
import { errorReport, reportError } from './errors.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import { Interruption } from './interruption.ts';
import type { SharedOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { Output } from './output.ts';
import { atThisPlace } from './place-options.ts';
import { createProgram } from './program.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';
import { duration } from '../core/time.ts';
import { emptyDocument } from './empty-document.ts';
import { UsageError } from './usage-error.ts';

/** Does what the command line says; whatever happens, the answer is an exit code. */
export async function runCommandLine(parameters: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = createProgram(async (name, options, work) => {
    exitCode = await execute(name, options, work);
  }, parameters[0]);
  try {
    await program.parseAsync(parameters, { from: 'user' });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return usageError(error, parameters);
  }
  return exitCode;
}

async function execute(
  name: CommandName,
  options: SharedOptions,
  work: (session: Session) => Promise<Outcome>,
): Promise<ExitCode> {
  const started = performance.now();
  const { json = false, color = true } = options;
  const output = new Output(process, { json, color, advice: atThisPlace(options) });
  const { errors } = output;
  const interruption = new Interruption(process, () => {
    errors.line(l10n.t('Interrupting … (Ctrl-C again ends at once)'));
  });
  const { signal } = interruption;
  const session = {
    ...{ options, output, signal, terminal: terminalOf(process, signal) },
    ...{ cwd: process.cwd(), env: process.env, now: new Date() },
  };
  const outcome = await work(session).catch((error: unknown): Outcome => {
    const report = errorReport(error);
    reportError(report, errors);
    return { exitCode: exitCodeOf(report.code), document: emptyDocument(name, report) };
  });
  interruption.dispose();
  if (json) output.document(outcome.document);
  if (options.verbose) {
    errors.line(errors.style.quiet(l10n.t('took {0}', duration(performance.now() - started))));
  }
  return outcome.exitCode;
}

function usageError(
  { command, report, isHelp }: UsageError,
  parameters: readonly string[],
): ExitCode {
  if (isHelp) return exitCodes.done;
  const json = wantsJson(parameters);
  const output = new Output(process, { json, color: !parameters.includes('--no-color') });
  reportError(report, output.errors);
  output.document(command === null ? { command, error: report } : emptyDocument(command, report));
  return exitCodes.usage;
}

/** Asked of a command line that could not be parsed. */
function wantsJson(parameters: readonly string[]): boolean {
  const options = parameters.slice(0, parameters.concat('--').indexOf('--'));
  return (
    options.some((option) => option === '--json' || option === '--format=json') ||
    options[options.indexOf('--format') + 1] === 'json'
  );
}
