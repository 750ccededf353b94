/** All backups of one database. */
export interface BackupSeries {
  /** What their names begin with: the database's name, with its server where it has one. */
  readonly stem: string;
  /** With the dot. */
  readonly extension: string;
}

export interface BackupMoment {
  /** The version that is about to be applied; null: by hand. */
  readonly before: string | null;
  readonly now: Date;
  /** From 1: for the second within a second. */
  readonly repeat: number;
}

/** `shop_pre_v12_20250120_134501.db` before applying, `shop_20250120_134501.db` by hand; UTC. */
export function backupName(series: BackupSeries, { before, now, repeat }: BackupMoment): string {
  const [date = '', time = ''] = now
    .toISOString()
    .replaceAll(/[-:]|\..*/g, '')
    .split('T');
  const why = before === null ? '' : `_pre_v${fileName(before)}`;
  const again = repeat === 1 ? '' : `_${repeat}`;
  return `${fileName(series.stem)}${why}_${date}_${time}${again}${series.extension}`;
}

export interface ReadName {
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly before: string | null;
  readonly repeat: number;
}

/** Null: not a name of this series. */
export function readBackupName({ stem, extension }: BackupSeries, name: string): ReadName | null {
  const begin = fileName(stem);
  if (!name.startsWith(begin) || !name.endsWith(extension)) return null;
  const middle = name.slice(begin.length, name.length - extension.length);
  const match =
    /^(?:_pre_v(?<before>.+))?_(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)_(?<h>\d\d)(?<i>\d\d)(?<s>\d\d)(?:_(?<repeat>[1-9]\d*))?$/.exec(
      middle,
    );
  if (!match?.groups) return null;
  const { before = null, y, m, d, h, i, s, repeat = '1' } = match.groups;
  const takenAt = `${y}-${m}-${d}T${h}:${i}:${s}Z`;
  return Number.isNaN(Date.parse(takenAt)) ? null : { takenAt, before, repeat: Number(repeat) };
}

/** What some file system does not take is left out of names; a server may call a database anything. */
function fileName(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[/\\:*?"<>|\u0000-\u001f]/g, '_');
}
