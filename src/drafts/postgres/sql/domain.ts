import { SqlReader } from '../../../sql/reader.ts';

/** A domain's definition as it is read from the catalog, in its parts; empty: there is none. */
export interface DomainParts {
  /** With its keyword. */
  readonly fallback: string;
  readonly notNull: boolean;
  /** What follows their names. */
  readonly constraints: ReadonlyMap<string, string>;
}

/** What begins a part, where it stands in no parenthesis. */
const WORDS = ['default', 'not', 'constraint'];

export function domainParts(definition: string): DomainParts {
  const reader = new SqlReader(definition, { start: 0, end: definition.length }, 'postgres');
  const constraints = new Map<string, string>();
  let fallback = '';
  let notNull = false;
  while (reader.skipTo(...WORDS)) {
    const { start } = reader.rest;
    const word = reader.take()?.text;
    const name = word === 'constraint' ? reader.identifier()?.name : undefined;
    const begin = reader.rest.start;
    const end = reader.skipTo(...WORDS) ? reader.rest.start : definition.length;
    if (word === 'default') fallback = definition.slice(start, end).trim();
    if (word === 'not') notNull = true;
    if (name !== undefined) constraints.set(name, definition.slice(begin, end).trim());
  }
  return { fallback, notNull, constraints };
}
