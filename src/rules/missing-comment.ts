import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import { tokenAt } from '../sql/lexer.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';
import { isDirective } from './suppression.ts';

export const missingComment: Rule = { id: 'missing-comment', level: 'warning', check };

function check({ script: { sql }, direction, engine, statements }: RuleScript): readonly Finding[] {
  const [first] = statements;
  if (direction === 'down' || first === undefined) return [];
  if (isDescribed(sql, first.start, engine)) return [];
  return [
    {
      range: first.head,
      message: l10n.t('No comment says what this migration is for. Begin it with one.'),
    },
  ];
}

/** Whether a comment before its first statement, which starts there, says what a script is for. */
export function isDescribed(sql: string, first: number, engine: Engine): boolean {
  for (let at = 0; at < first;) {
    const { kind, start, end } = tokenAt(sql, at, engine);
    if (kind === 'comment' && describes(sql.slice(start, end))) return true;
    at = end;
  }
  return false;
}

/** In one line, whatever the names in it. */
export function description(text: string): string {
  return `-- ${text.replaceAll(/\s+/g, ' ')}\n`;
}

/** Something in letters that is said to people, and to people who read this file. */
function describes(comment: string): boolean {
  const text = comment.replaceAll(/^(?:--|\/\*)|\*\/$/g, '').trim();
  return /\p{L}/u.test(text) && !isDirective(text) && !FOR_TOOLS.some((each) => each.test(text));
}

/** What tools read, and the templates that they write into new files: "Add … here". */
const FOR_TOOLS = [/^no-transaction$/, /^add .* here\.?$/i];
