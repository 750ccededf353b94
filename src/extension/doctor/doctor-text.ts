import * as l10n from '@vscode/l10n';
import type { Finding, Verdict } from '../../runner/doctor/finding.ts';

const SYMBOLS: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', error: '✗' };

/** What was looked at, as a document: one line each, and what to do about it below. */
export function doctorText(project: string, findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ verdict, text, remedy }) => [
    `  ${SYMBOLS[verdict]}  ${text.replaceAll('\n', ' ')}`,
    ...(remedy === null ? [] : [`     ${remedy}`]),
  ]);
  return [l10n.t('Setup of {0}: {1}', project, summary(findings)), '', ...lines, ''].join('\n');
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Verdict): number =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  const errors = count('error');
  const warnings = count('warning');
  if (errors > 0) return l10n.t('errors: {0}, warnings: {1}', errors, warnings);
  return warnings > 0 ? l10n.t('warnings: {0}', warnings) : l10n.t('everything is in order');
}
