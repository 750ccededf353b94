import { SqlReader } from '../../../sql/reader.ts';

/** A column's definition as it is read from the catalog, in its parts; empty: there is none. */
export interface ColumnParts {
  readonly type: string;
  readonly collation: string;
  readonly storage: string;
  readonly compression: string;
  readonly fallback: string;
  readonly generated: string;
  readonly identity: string;
  readonly notNull: string;
  readonly statistics: string;
  readonly inherited: string;
}

const PARTS: readonly (readonly [keyof ColumnParts, RegExp])[] = [
  ['collation', /^COLLATE\b/],
  ['storage', /^STORAGE\b/],
  ['compression', /^COMPRESSION\b/],
  ['fallback', /^DEFAULT\b/],
  ['identity', /^GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY\b/],
  ['generated', /^GENERATED ALWAYS AS \(/],
  ['notNull', /^NOT NULL\b/],
  ['statistics', /^STATISTICS\b/],
  ['inherited', /^INHERITED\b/],
];

export function columnParts(definition: string): ColumnParts {
  const parts: Record<keyof ColumnParts, string> = {
    ...{ type: '', collation: '', storage: '', compression: '', fallback: '', generated: '' },
    ...{ identity: '', notNull: '', statistics: '', inherited: '' },
  };
  let current: keyof ColumnParts = 'type';
  let start = 0;
  const close = (end: number): void => {
    parts[current] = definition.slice(start, end).trim();
  };
  const reader = new SqlReader(definition, { start: 0, end: definition.length }, 'postgres');
  while (reader.token !== null) {
    const at = reader.token.start;
    const rest = definition.slice(at);
    const found = PARTS.find(([, pattern]) => pattern.test(rest));
    if (found !== undefined && !isWithin(current, found[0])) {
      close(at);
      [current] = found;
      start = at;
    }
    if (reader.group() === null) reader.take();
  }
  close(definition.length);
  return parts;
}

/** A default may say how it is collated, and an identity that it is one by default. */
function isWithin(whole: keyof ColumnParts, part: keyof ColumnParts): boolean {
  return (
    (whole === 'fallback' && part === 'collation') || (whole === 'identity' && part === 'fallback')
  );
}

/** What may stand in a list of columns; the rest is set afterwards. */
export function columnDefinition(definition: string): string {
  const { type, collation, fallback, generated, identity, notNull } = columnParts(definition);
  return [type, collation, fallback || generated || identity, notNull && 'NOT NULL']
    .filter((part) => part !== '')
    .join(' ');
}

/** What follows `ALTER TABLE t` to set what no definition may hold. */
export function columnSettings(column: string, definition: string): readonly string[] {
  const { storage, compression, statistics } = columnParts(definition);
  return [storage, compression, statistics]
    .filter((part) => part !== '')
    .map((part) => `ALTER COLUMN ${column} SET ${part}`);
}

/** What follows `ALTER TABLE t` to make one definition of another; null: no such thing does. */
export function columnChanges(
  column: string,
  before: string,
  after: string,
): readonly string[] | null {
  const [old, now] = [columnParts(before), columnParts(after)];
  if (old.generated !== now.generated || old.inherited !== now.inherited) return null;
  const head = `ALTER COLUMN ${column}`;
  const found: string[] = [];
  const retyped = old.type !== now.type || old.collation !== now.collation;
  if (old.identity !== '' && now.identity === '') found.push(`${head} DROP IDENTITY`);
  if (old.fallback !== '' && (now.fallback === '' || retyped)) found.push(`${head} DROP DEFAULT`);
  if (retyped) {
    const type = [now.type, now.collation].filter((part) => part !== '').join(' ');
    found.push(`${head} TYPE ${type} USING ${column}::${now.type}`);
  }
  if (now.fallback !== '' && (retyped || old.fallback !== now.fallback)) {
    found.push(`${head} SET ${now.fallback}`);
  }
  if (old.notNull !== now.notNull)
    found.push(`${head} ${now.notNull === '' ? 'DROP' : 'SET'} NOT NULL`);
  if (now.identity !== '' && old.identity !== now.identity) {
    found.push(
      old.identity === ''
        ? `${head} ADD ${now.identity}`
        : `${head} SET ${now.identity.replace(' AS IDENTITY', '')}`,
    );
  }
  if (old.storage !== now.storage) found.push(`${head} SET ${now.storage || 'STORAGE DEFAULT'}`);
  if (old.compression !== now.compression) {
    found.push(`${head} SET ${now.compression || 'COMPRESSION default'}`);
  }
  if (old.statistics !== now.statistics) {
    found.push(`${head} SET ${now.statistics || 'STATISTICS -1'}`);
  }
  return found;
}
