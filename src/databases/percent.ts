import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

/**
 * Decodes `%41`; a `%` that begins no code stands for itself, as in sqlx.
 *
 * @param part what the text is, for the message: the text itself may be a password
 * @throws StrataError `configuration` where the bytes are not UTF-8
 */
export function percentDecode(text: string, part: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    throw new StrataError(
      'configuration',
      l10n.t('The percent-encoding in the database address is wrong: {0} is not UTF-8.', part),
      { hint: l10n.t('A “%” itself is written “%25”.') },
    );
  }
}
