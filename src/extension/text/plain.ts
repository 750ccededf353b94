import { printable } from '../../core/printable.ts';

/**
 * Text that others wrote, as text: nothing that cannot be seen, and nothing that VS Code would make a
 * link or an icon of. `[x](command:…)` in the name of a file is a link in a notification.
 */
export function plain(text: string): string {
  return printable(text).replaceAll('](', ']\u200B(').replaceAll('$(', '$\u200B(');
}
