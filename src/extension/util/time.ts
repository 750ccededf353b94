/** The point in time and the language in which times are told. */
export interface Clock {
  readonly now: Date;
  /** A BCP 47 tag, such as `vscode.env.language`. */
  readonly locale: string;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

/** Such as `2 days ago`; a time that cannot be read is given as it is. */
export function relativeTime(iso: string, { now, locale }: Clock): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  // The database's clock may run before ours.
  const seconds = Math.max(0, (now.getTime() - time) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  }
  return format.format(0, 'second');
}

/** Date and time to the second, in the reader's own time zone. */
export function exactTime(iso: string, { locale }: Clock): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long' }).format(time);
}

/** Such as `12 ms` or `3.4 sec`. */
export function duration(milliseconds: number, locale: string): string {
  if (milliseconds < 1) return `<${inUnits(1, 'millisecond', locale)}`;
  if (milliseconds < 1000) return inUnits(Math.round(milliseconds), 'millisecond', locale);
  if (milliseconds < 60_000) return inUnits(milliseconds / 1000, 'second', locale);
  return inUnits(milliseconds / 60_000, 'minute', locale);
}

function inUnits(value: number, unit: string, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(value);
}
