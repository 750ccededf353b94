import assert from 'node:assert/strict';
import type { NameUse } from '../../src/sql/name-use.ts';

/** Names as people would write them down; asserts that each is in its place, and all in order. */
export function toldNames(sql: string, names: readonly NameUse[]): readonly string[] {
  return names.map((each, index) => {
    const { role, object, schema, table, name, renamedFrom, start, end } = each;
    const written = sql
      .slice(start, end)
      .replaceAll('""', '"')
      .replaceAll(/^["[]|["\]]$/g, '');
    assert.equal(written.toLowerCase(), name.toLowerCase());
    assert.ok(start >= (names[index - 1]?.start ?? 0));
    const owner = table ?? (object === 'column' ? '?' : null);
    const whole = [schema, owner, name].filter((part) => part !== null).join('.');
    return `${role} ${object} ${whole}${renamedFrom === undefined ? '' : `, was ${renamedFrom}`}`;
  });
}
