export type Setting = readonly [name: string, value: string];

/**
 * The settings in libpq's `options`: `-c name=value` and `--name=value`, with a backslash before a
 * blank that is part of a word. The server's other switches set nothing.
 */
export function parseStartOptions(options: string): readonly Setting[] {
  const words = [...options.matchAll(/(?:\\.|[^\s\\])+/gs)].map(([word]) =>
    word.replaceAll(/\\(.)/gs, '$1'),
  );
  const settings: Setting[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const text = word === '-c' ? (words[++at] ?? '') : /^(?:--|-c)(.+)$/s.exec(word)?.[1];
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text ?? '') ?? [];
    if (name !== undefined && value !== undefined)
      settings.push([name.replaceAll('-', '_'), value]);
  }
  return settings;
}
