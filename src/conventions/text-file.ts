import { isUtf8 } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import type { Problem, ProblemCode } from '../core/problem.ts';
import type { Content } from './convention.ts';
import { hasMarkOfUtf16 } from './encodings.ts';

export interface DecodedFile {
  /** A byte order mark stays in it; what is not UTF-8 is U+FFFD. */
  readonly text: string;
  /** For its script. */
  readonly unread?: true;
  readonly problem: Problem | null;
}

/** @param tool how people call the one that could not read the file either */
export function decode(
  path: string,
  content: Content | undefined,
  version: string,
  tool: string,
): DecodedFile {
  const problem = (code: ProblemCode, message: string): Problem => ({
    code,
    severity: 'error',
    message,
    path,
    version,
    location: null,
  });
  if (typeof content === 'string') return { text: content, problem: null };
  if (!(content instanceof Uint8Array)) {
    const reason = content?.message ?? l10n.t('the file is gone');
    return {
      text: '',
      unread: true,
      problem: problem('unreadable', l10n.t('{0} cannot be read: {1}', path, reason)),
    };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
  if (isUtf8(content)) return { text, problem: null };
  const line = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
  return {
    text,
    problem: {
      ...problem(
        'encoding',
        hasMarkOfUtf16(content)
          ? l10n.t(
              '{0} is not UTF-8 but UTF-16, and {1} cannot read it. Save it as UTF-8.',
              path,
              tool,
            )
          : l10n.t(
              '{0} is not UTF-8 (line {1}), and {2} cannot read it. Save it as UTF-8.',
              path,
              line,
              tool,
            ),
      ),
      location: { line, column: 1, endLine: line + 1, endColumn: 1 },
    },
  };
}
