/** Text from files, names and servers, so that it stays text in Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!~|<>&$]/g, '\\$&').replaceAll(/\r?\n/g, '  \n');
}

/** As code, whatever backticks are in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return fence + space + text.replaceAll(/\s+/g, ' ') + space + fence;
}

export function commandLink(label: string, command: string, ...parameters: unknown[]): string {
  const query = encodeURIComponent(JSON.stringify(parameters));
  return `[${escapeMarkdown(label)}](command:${command}?${query})`;
}
