import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import { SqlReader } from '../sql/reader.ts';
import { split } from '../sql/split.ts';
import { readStatement } from '../sql/statement.ts';

/** The tables that foreign keys of other tables refer to, as scripts make them; in order of their names. */
export function referredTables(scripts: readonly Script[], engine: Engine): readonly string[] {
  return [...new Set(scripts.flatMap((script) => referencesIn(script, engine)))].sort();
}

const known = new WeakMap<Script, readonly string[]>();

/** Most scripts are the same from one reading to the next. */
function referencesIn(script: Script, engine: Engine): readonly string[] {
  const found = known.get(script) ?? findReferences(script, engine);
  known.set(script, found);
  return found;
}

function findReferences({ sql }: Script, engine: Engine): readonly string[] {
  if (!/references/i.test(sql)) return [];
  return split(sql, engine).flatMap((fragment): readonly string[] => {
    const form = readStatement(sql, fragment, engine);
    const isTable = form.kind === 'create' && form.object === 'table';
    if (!isTable && form.kind !== 'alter-table') return [];
    const own = form.kind === 'create' ? form.name : form.table;
    const names: string[] = [];
    const reader = new SqlReader(sql, form, engine);
    while (reader.token !== null) {
      const name = reader.accept('references') ? reader.name() : null;
      if (name === null) reader.take();
      else if (name.name !== own?.name) names.push(name.name);
    }
    return names;
  });
}
