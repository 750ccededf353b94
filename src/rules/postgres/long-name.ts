import * as l10n from '@vscode/l10n';
import type { Finding, Rule, RuleScript } from '../rule.ts';
import { LONGEST_NAME } from '../names.ts';
import { cut } from './cut-names.ts';

export const longName: Rule = { id: 'long-name', level: 'warning', check };

function check({ engine, statements, read }: RuleScript): readonly Finding[] {
  if (engine !== 'postgres') return [];
  const seen = new Set<string>();
  return statements.flatMap((statement) => {
    const findings: Finding[] = [];
    const reader = read(statement);
    while (reader.token !== null) {
      const part = reader.identifier();
      if (part === null) {
        reader.take();
        continue;
      }
      const { name, start, end } = part;
      const short = cut(name);
      if (short === name || seen.has(name)) continue;
      seen.add(name);
      findings.push({
        range: { start, end },
        message: l10n.t(
          'PostgreSQL cuts names off after {0} bytes: this one becomes {1}. Give it a shorter one.',
          LONGEST_NAME,
          short,
        ),
      });
    }
    return findings;
  });
}
