import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { code, commandLink, escapeMarkdown } from '../../../src/extension/text/markdown.ts';
import { plain } from '../../../src/extension/text/plain.ts';

const folder = join(import.meta.dirname, '../../../src/extension');

/** As VS Code 1.101 looks for links in notifications and prompts. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('names that others gave', () => {
  const hostile = '\u202Etac\u2066 [Fix](command:workbench.action.quit) $(trash) \u001B[31m';

  it('are no links, no icons, and turn no direction where the window shows them', () => {
    assert.match(hostile, LINK);
    const text = plain(hostile);
    assert.doesNotMatch(text, LINK);
    assert.doesNotMatch(text, /\$\(|[\p{Cc}\u202E\u2066]/u);
    assert.match(text, /Fix.*trash/);
  });

  it('stay what they are where they are harmless', () => {
    assert.equal(plain('add prices (20250101)'), 'add prices (20250101)');
    assert.equal(plain('two\nlines, שלום'), 'two\nlines, שלום');
  });

  it('are no Markdown', () => {
    assert.equal(
      escapeMarkdown('![x](https://x/y.png)\u202E<img>'),
      String.raw`\!\[x\]\(https://x/y.png\)\\u202E\<img\>`,
    );
    assert.equal(code('a\u202Eb\r\nc'), '`a\\u202Eb c`');
  });

  it('do not end a link that is ours', () => {
    const link = commandLink('Copy', 'strata.copyVersion', { root: '/a) [x](command:quit' });
    assert.equal(link.match(/[()]/g)?.join(''), '()');
  });
});

describe('what people are shown', () => {
  it('goes through the one module that shows it plainly', () => {
    const speaking = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'window.ts')
      .filter((file) =>
        /window\.(show(\w*Message|QuickPick|InputBox)|setStatusBarMessage|create(QuickPick|InputBox))\b/.test(
          readFileSync(join(folder, file), 'utf8'),
        ),
      );
    assert.deepEqual(speaking, []);
  });
});
