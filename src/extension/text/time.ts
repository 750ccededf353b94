import * as l10n from '@vscode/l10n';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['week', 7 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

/** When things are said, and in which language. */
export interface Moment {
  readonly now: Date;
  /** As `vscode.env.language`. */
  readonly locale: string;
}

/** "2 days ago"; under a minute "just now". */
export function ago(iso: string, { now, locale }: Moment): string {
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  const found = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (found === undefined) return l10n.t('just now');
  const [unit, size] = found;
  return new Intl.RelativeTimeFormat(locale).format(-Math.trunc(seconds / size), unit);
}

/** To the second, in the reader's own time zone. */
export function exactly(iso: string, { locale }: Moment): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(
    new Date(iso),
  );
}

/** "12 ms", "1.4 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
