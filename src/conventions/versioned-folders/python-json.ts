/**
 * A value as Python's `json.dumps` writes it: a blank after commas and colons, and ASCII alone.
 * Dates, which it refuses, are to be texts by now.
 */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, each]) => `${ascii(key)}: ${pythonJson(each)}`,
    );
    return `{${members.join(', ')}}`;
  }
  if (typeof value === 'string') return ascii(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  }
  return String(value);
}

function ascii(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
