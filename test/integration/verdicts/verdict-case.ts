/** A migration, and what it finds done. Nobody says here how it ends: the engine does. */
export interface VerdictCase {
  readonly name: string;
  readonly before: string;
  readonly sql: string;
  readonly transactional: boolean;
}

/** Cases by name, all after the same migration. */
export function after(
  before: string,
  scripts: Readonly<Record<string, string>>,
  { transactional = true } = {},
): readonly VerdictCase[] {
  return Object.entries(scripts).map(([name, sql]) => ({
    name: transactional ? name : `${name}, without a transaction`,
    ...{ before, sql, transactional },
  }));
}

export function withoutTransaction(
  before: string,
  scripts: Readonly<Record<string, string>>,
): readonly VerdictCase[] {
  return after(before, scripts, { transactional: false });
}
