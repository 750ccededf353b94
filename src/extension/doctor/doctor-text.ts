import * as l10n from '@vscode/l10n';
import { printable } from '../../core/printable.ts';
import type { Finding, Verdict } from '../../runner/doctor/finding.ts';
import { stepName } from '../../runner/doctor/step-name.ts';
import { wrap } from '../text/wrap.ts';

const SYMBOLS: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', error: '✗' };

/** Of what stands beside the steps' names, in characters. */
const WIDTH = 88;

/** What was looked at, as a document: each step's name and finding, and what to do about it below. */
export function doctorText(project: string, findings: readonly Finding[]): string {
  const column = Math.max(...findings.map(({ step }) => stepName(step).length), 0);
  const indent = ' '.repeat('  ✓  '.length + column + 2);
  const lines = findings.flatMap(({ step, verdict, text, remedy }) => {
    const [first = '', ...more] = [text, ...(remedy === null ? [] : [remedy])]
      .flatMap((part) => part.split('\n'))
      .flatMap((line) => wrap(line, WIDTH));
    return [
      `  ${SYMBOLS[verdict]}  ${stepName(step).padEnd(column)}  ${first}`,
      ...more.map((line) => indent + line),
    ];
  });
  const title = l10n.t('Setup of {0}: {1}', project, summary(findings));
  return printable([title, '', ...lines, ''].join('\n'));
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Verdict): number =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  const errors = count('error');
  const warnings = count('warning');
  if (errors > 0) return l10n.t('errors: {0}, warnings: {1}', errors, warnings);
  return warnings > 0 ? l10n.t('warnings: {0}', warnings) : l10n.t('everything is in order');
}
