import * as l10n from '@vscode/l10n';
import { plural } from './plural.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

/** Such as `2 days ago`; a time that can't be read is given as it is. */
export function relativeTime(iso: string, now: Date): string {
  const past = now.getTime() - Date.parse(iso);
  // A minute's difference between two clocks is no news.
  if (Number.isNaN(past) || past < -MINUTE) return exactTime(iso);
  const whole = (unit: number): number => Math.floor(past / unit);
  if (past < 5 * SECOND) return l10n.t('just now');
  if (past < MINUTE) return l10n.t('{0} seconds ago', whole(SECOND));
  if (past < HOUR) {
    const minutes = whole(MINUTE);
    return plural(minutes, l10n.t('1 minute ago'), l10n.t('{0} minutes ago', minutes));
  }
  if (past < DAY) {
    const hours = whole(HOUR);
    return plural(hours, l10n.t('1 hour ago'), l10n.t('{0} hours ago', hours));
  }
  if (past < MONTH) {
    const days = whole(DAY);
    return plural(days, l10n.t('1 day ago'), l10n.t('{0} days ago', days));
  }
  if (past < YEAR) {
    const months = whole(MONTH);
    return plural(months, l10n.t('1 month ago'), l10n.t('{0} months ago', months));
  }
  const years = whole(YEAR);
  return plural(years, l10n.t('1 year ago'), l10n.t('{0} years ago', years));
}

/** To the second, as the history has it. */
export function exactTime(iso: string): string {
  return iso.replace(/\.\d+(?=Z$)/, '');
}

export function duration(ms: number): string {
  if (ms < 1) return l10n.t('<1 ms');
  if (ms < SECOND) return l10n.t('{0} ms', Math.floor(ms));
  if (ms < MINUTE) return l10n.t('{0} s', (ms / SECOND).toFixed(1));
  return l10n.t('{0} min {1} s', Math.floor(ms / MINUTE), Math.floor((ms % MINUTE) / SECOND));
}
