import { examine } from '../../runner/doctor/examine.ts';
import type { Finding } from '../../runner/doctor/finding.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { destinationOf, projectOf, type Session } from '../session.ts';
import { findingLines, findingsSummary } from '../text/findings.ts';

/** Looks at everything that a run needs, and says of each step how it is; reads only. */
export async function doctorCommand(session: Session): Promise<Outcome> {
  const { output, options, signal } = session;
  const findings: Finding[] = [];
  const examination = examine({
    open: () => projectOf(session),
    locate: (project, environment = options.environment) =>
      destinationOf(project, { ...session, options: { ...options, environment } }),
    isolated: false,
    signal,
  });
  for await (const finding of examination) {
    findings.push(finding);
    output.people.lines(findingLines(finding, output.people.style));
  }
  output.people.lines(['', findingsSummary(findings)]);
  const healthy = findings.every(({ verdict }) => verdict !== 'error');
  return {
    exitCode: exitCodeFor(findings),
    document: {
      command: 'doctor',
      error: null,
      healthy,
      steps: findings.map(({ step, verdict, text, remedy }) => ({
        ...{ step, verdict, finding: text, remedy },
      })),
    },
  };
}

function exitCodeFor(findings: readonly Finding[]): ExitCode {
  const wrong = findings.filter(({ verdict }) => verdict === 'error');
  if (wrong.some(({ step }) => step === 'connection')) return exitCodes.connect;
  return wrong.length > 0 ? exitCodes.failed : exitCodes.done;
}
