/** What a migration's folder may hold; anything else in it is nobody's business. */
export const UP = 'up.sql';
export const DOWN = 'down.sql';
export const METADATA = 'metadata.yaml';
