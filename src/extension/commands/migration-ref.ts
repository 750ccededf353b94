/** A migration as an argument of a command: plain data, for lenses and for links in Markdown. */
export interface MigrationRef {
  /** The project's folder, absolute. */
  readonly root: string;
  readonly version: string;
}

export function isMigrationRef(value: unknown): value is MigrationRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    'root' in value &&
    typeof value.root === 'string' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
