import * as l10n from '@vscode/l10n';
import type { Finding, Rule, RuleScript } from '../rule.ts';

export const attachedDatabase: Rule = { id: 'attached-database', level: 'warning', check };

function check({ engine, statements, read }: RuleScript): readonly Finding[] {
  if (engine !== 'sqlite') return [];
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'other') return [];
    const reader = read(statement);
    if (!reader.accept('attach')) return [];
    reader.accept('database');
    if (NO_FILE.includes(reader.token?.text ?? '')) return [];
    const { start, end } = statement;
    return [
      {
        range: { start, end },
        message: l10n.t(
          'The other file is found by its path on this machine, or made there if it is missing; no backup has it, and after a crash it may have changes that this database has not. Let the migration change one database.',
        ),
      },
    ];
  });
}

/** A database in memory, and a temporary one. */
const NO_FILE = ["':memory:'", "''"];
