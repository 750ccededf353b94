import * as l10n from '@vscode/l10n';

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Such as `24.6 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return l10n.t('{0} bytes', bytes);
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power - 1] ?? ''}`;
}
