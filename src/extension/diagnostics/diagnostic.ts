import * as vscode from 'vscode';
import { printable } from '../../core/printable.ts';
import type { ProblemCode, Severity } from '../../core/problem.ts';
import { explanationOf } from './docs.ts';
import type { TextSpan } from './place.ts';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** In full it would be most of a hover; the tooltip of its row has a button that copies it. */
const CHECKSUM = /\b([0-9a-f]{12})[0-9a-f]{20,}\b/g;

/** A diagnostic of Strata's; its code leads to the page that explains it. */
export function diagnosticOf(
  code: ProblemCode,
  severity: Severity,
  message: string,
  range: TextSpan,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(range),
    printable(message.replaceAll(CHECKSUM, '$1…')),
    SEVERITIES[severity],
  );
  diagnostic.source = 'strata';
  diagnostic.code = { value: code, target: vscode.Uri.parse(explanationOf(code)) };
  return diagnostic;
}

export function toRange({ start, end }: TextSpan): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
