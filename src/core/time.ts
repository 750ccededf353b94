import * as l10n from '@vscode/l10n';

/** In seconds. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

const ENGLISH = 'en';

/** When things are said, and in which language. */
export interface Moment {
  readonly now: Date;
  /** A BCP 47 tag, such as `vscode.env.language`. */
  readonly locale: string;
}

/** Such as `2 days ago`; a time that can't be read, or is still to come, is given as it is. */
export function ago(iso: string, { now, locale }: Moment): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000;
  // A minute's difference between two clocks is no news.
  if (Number.isNaN(seconds) || seconds < -60) return iso;
  const found = UNITS.find(([, size]) => seconds >= size);
  if (found === undefined) return l10n.t('just now');
  const [unit, size] = found;
  return past(Math.floor(seconds / size), unit, locale);
}

function past(count: number, unit: Intl.RelativeTimeFormatUnit, locale: string): string {
  // The first format that a process makes takes 12 ms: for the command that is a fifth of its start.
  if (locale === ENGLISH) return `${count} ${count === 1 ? unit : `${unit}s`} ago`;
  return formatIn(locale).format(-count, unit);
}

const formats = new Map<string, Intl.RelativeTimeFormat>();

function formatIn(locale: string): Intl.RelativeTimeFormat {
  const known = formats.get(locale);
  if (known !== undefined) return known;
  const format = new Intl.RelativeTimeFormat(locale);
  formats.set(locale, format);
  return format;
}

/** To the second, in the reader's own time zone; a time that can't be read is given as it is. */
export function exactly(iso: string, { locale }: Moment): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(time);
}

/** Such as `12 ms`, `1.4 s` or `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1) return l10n.t('< 1 ms');
  if (ms < 1000) return l10n.t('{0} ms', Math.floor(ms));
  const seconds = ms / 1000;
  if (seconds < 60) return l10n.t('{0} s', seconds.toFixed(1));
  return l10n.t('{0} min {1} s', Math.floor(seconds / 60), Math.floor(seconds % 60));
}
