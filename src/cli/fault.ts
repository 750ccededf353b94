import { errorReport, reportError } from './errors.ts';
import { exitCodeOf, type ExitCode } from './exit-codes.ts';
import { Output } from './output.ts';

/** Says in people's words what nobody has expected: no stack trace, which could hold anything. */
export function reportFault(error: unknown): ExitCode {
  const report = errorReport(error);
  reportError(report, new Output(process, { json: false, color: true }).errors);
  return exitCodeOf(report.code);
}
