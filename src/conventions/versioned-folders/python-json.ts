/**
 * A value as Python's `json.dumps` writes it: a blank after commas and colons, and ASCII alone.
 * Dates, which it refuses, are to be texts by now.
 */
export function pythonJson(value: unknown): string {
  if (value instanceof Map) {
    const members = [...value].map(([key, each]) => `${ascii(String(key))}: ${pythonJson(each)}`);
    return `{${members.join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'number') return printed(value);
  return typeof value === 'string' ? ascii(value) : String(value);
}

function printed(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? 'Infinity' : '-Infinity';
}

function ascii(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
