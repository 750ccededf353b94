/** As databases print a time that is UTC: `2025-01-31 12:00:00.123456+00`, or without a zone. */
export function isoTime(stored: string): string {
  return `${stored.replace(' ', 'T').replace(/(?:Z|\+00(?::?00)?)$/, '')}Z`;
}
