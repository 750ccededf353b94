import type { Rehearsal } from '../rehearsal.ts';
import type { Driver } from './driver.ts';
import { statDatabase } from './file.ts';
import type { Request } from './messages.ts';
import { rehearseForGood } from './rehearse.ts';
import { copyOut } from './whole-file.ts';
import { openForWriting } from './writing.ts';

/** Of a file that is not there, the copy is empty. It is left for the caller to remove. */
export async function rehearseOnCopy(
  driver: Driver,
  { path, file, work, foreignKeys }: Extract<Request, { call: 'rehearse-on-copy' }>,
): Promise<Rehearsal> {
  if (path !== ':memory:' && statDatabase(path) !== null) copyOut(driver, path, file);
  const session = openForWriting(driver, { path: file, mode: 'rwc' }, { foreignKeys });
  try {
    return await rehearseForGood(session, work, path);
  } finally {
    session.close();
  }
}
