import type { Difference } from '../core/state.ts';

const BOM = '\uFEFF';

/** Which change of form, if any, turns an edited text into the one that was recorded. */
export function differenceOf(text: string, wasRecorded: (form: string) => boolean): Difference {
  const bare = text.startsWith(BOM) ? text.slice(1) : text;
  const lf = bare.replaceAll('\r\n', '\n');
  const crlf = lf.replaceAll('\n', '\r\n');
  const withMark = text !== bare;
  if (wasRecorded(withMark ? bare : BOM + bare)) return 'byte-order-mark';
  if ([lf, crlf, BOM + lf, BOM + crlf].some(wasRecorded)) return 'line-endings';
  return 'content';
}
