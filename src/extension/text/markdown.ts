import { printable, printableLine } from '../../core/printable.ts';

/** Text from files, names and servers, so that it stays text in Markdown. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+\-!~|<>&$]/g, '\\$&')
    .replaceAll('\n', '  \n');
}

/** As code, whatever backticks are in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return fence + space + printableLine(text).replaceAll(/\s+/g, ' ') + space + fence;
}

export function commandLink(label: string, command: string, ...parameters: unknown[]): string {
  const query = encodeURIComponent(JSON.stringify(parameters));
  // A parenthesis in it would end the link.
  const closed = query.replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${escapeMarkdown(label)}](command:${command}?${closed})`;
}

/** Lines of code, whatever backticks are in them. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence + language, printable(text), fence].join('\n');
}
