import * as l10n from '@vscode/l10n';
import type { Finding, Verdict } from '../../runner/doctor/finding.ts';
import { stepName } from '../../runner/doctor/step-name.ts';
import { alignRow } from './columns.ts';
import { plural } from './plural.ts';
import { printable, printableLine } from '../../core/printable.ts';
import type { Style } from './style.ts';

/** Wide enough for each step's name, since findings come one by one. */
const WIDTHS = [1, 13];

/** A step with its verdict, and the remedy below it. */
export function findingLines(
  { step, verdict, text, remedy }: Finding,
  style: Style,
): readonly string[] {
  const row = [
    { text: symbolOf(verdict), paint: paintOf(verdict, style) },
    { text: stepName(step), paint: (name: string) => style.quiet(name) },
    { text: said(verdict, printableLine(text)) },
  ];
  const indent = ' '.repeat(2 + WIDTHS.reduce((sum, width) => sum + width + 2, 0));
  const below = remedy === null ? [] : printable(remedy).split('\n');
  return [`  ${alignRow(row, WIDTHS)}`, ...below.map((line) => `${indent}${line}`)];
}

/** The symbol is never alone. */
function said(verdict: Verdict, text: string): string {
  switch (verdict) {
    case 'ok':
      return text;
    case 'warning':
      return l10n.t('warning: {0}', text);
    case 'error':
      return l10n.t('error: {0}', text);
  }
}

function symbolOf(verdict: Verdict): string {
  switch (verdict) {
    case 'ok':
      return '✓';
    case 'warning':
      return '!';
    case 'error':
      return '✗';
  }
}

function paintOf(verdict: Verdict, style: Style): (text: string) => string {
  switch (verdict) {
    case 'ok':
      return (text) => style.good(text);
    case 'warning':
      return (text) => style.attention(text);
    case 'error':
      return (text) => style.bad(text);
  }
}

export function findingsSummary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const parts = [
    errors > 0 ? plural(errors, l10n.t('1 error'), l10n.t('{0} errors', errors)) : '',
    warnings > 0 ? plural(warnings, l10n.t('1 warning'), l10n.t('{0} warnings', warnings)) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? l10n.t('Everything is in order.') : parts.join(' · ');
}
