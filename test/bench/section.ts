import type { Row } from './row.ts';
import { ratio, type Summary } from './statistics.ts';
import { table } from './table.ts';
import { figures, quantity, type Unit } from './units.ts';

/** What a benchmark's rows say, as Markdown: ratios first. */
export function sectionText(rows: readonly Row[]): string {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers ?? {})))];
  const told = [ratios(rows, peers), notes(rows), amounts(rows, peers)];
  return told.filter((text) => text !== '').join('\n\n');
}

/** Of our own to the floor, and of each peer to ours. */
function ratios(rows: readonly Row[], peers: readonly string[]): string {
  return table(
    ['work', 'ours ÷ floor', ...peers.map((peer) => `${peer} ÷ ours`), 'mark'],
    rows.map((row) => [
      row.work,
      row.floor ? spread(ratio(row.ours, row.floor), '×') : '—',
      ...peers.map((peer) => {
        const other = row.peers?.[peer];
        return other ? spread(ratio(other, row.ours), '×') : '—';
      }),
      verdicts(row),
    ]),
  );
}

function amounts(rows: readonly Row[], peers: readonly string[]): string {
  const isTold = rows.some(({ blocked }) => blocked !== undefined);
  return table(
    ['work', 'ours', 'longest', 'floor', ...peers, ...(isTold ? ['thread blocked'] : [])],
    rows.map(({ work, ours, floor, peers: others = {}, unit, blocked }) => {
      const amount = (summary?: Summary): string => (summary ? spread(summary, unit) : '—');
      return [
        ...[work, amount(ours), quantity(ours.longest, unit), amount(floor)],
        ...peers.map((peer) => amount(others[peer])),
        ...(isTold ? [blocked === undefined ? '—' : quantity(blocked)] : []),
      ];
    }),
  );
}

function verdicts(row: Row): string {
  const told = row.marks.map(
    (mark) => `${mark.isReached(row) ? 'reached' : '**missed**'}: ${mark.says(row)}`,
  );
  return told.length === 0 ? '—' : told.join('; ');
}

/** Each once, whatever rows it is of. */
function notes(rows: readonly Row[]): string {
  const told = rows.flatMap((row) => notesOf(row).map((note) => ({ note, work: row.work })));
  return [...Map.groupBy(told, ({ note }) => note)]
    .map(([note, of]) => `- ${of.map(({ work }) => work).join(', ')}: ${note}`)
    .join('\n');
}

function notesOf(row: Row): readonly string[] {
  const isMissed = row.marks.some((mark) => !mark.isReached(row));
  const why = `missed, since ${row.because ?? 'nobody has found out yet why'}.`;
  return [...(row.note === undefined ? [] : [row.note]), ...(isMissed ? [why] : [])];
}

/** The median, and the middle half where it was measured more than once. */
function spread({ median, quartiles, values }: Summary, unit?: Unit): string {
  const told = quantity(median, unit);
  return values.length < 2 ? told : `${told} (${quartiles.map(figures).join(' – ')})`;
}
