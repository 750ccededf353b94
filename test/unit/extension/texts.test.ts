import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StrataError } from '../../../src/core/errors.ts';
import { connectionText, validText } from '../../../src/extension/text/answers.ts';
import { code, commandLink, escapeMarkdown } from '../../../src/extension/text/markdown.ts';
import { statusText } from '../../../src/extension/text/status-text.ts';
import { messageFor } from '../../../src/extension/tree/message.ts';
import { outline } from '../../../src/extension/tree/outline.ts';
import { judgeShop } from './shop.ts';
import { idle, moment, readyShop } from './project-states.ts';

const files = { '1_users.sql': 'SELECT 1;', '2_carts.sql': 'SELECT 2;' };
const applied = { '1': files['1_users.sql'] };

describe('the status bar', () => {
  it('has target and pending count', async () => {
    const state = await readyShop({ files, applied });
    assert.equal(statusText(state, null)?.text, '$(database) shop.db · 1 pending');
    assert.equal(
      statusText(state, null)?.tooltip,
      'sqlite:./shop.db\nAddress: DATABASE_URL in .env',
    );
  });

  it('is calm when all is applied, and warns when something is wrong', async () => {
    const done = await readyShop({ files: { '1_users.sql': files['1_users.sql'] }, applied });
    assert.equal(statusText(done, null)?.text, '$(database) shop.db · up to date');
    const edited = await readyShop({ files, applied: { '1': 'other' } });
    assert.equal(
      statusText(edited, null)?.text,
      '$(warning) shop.db · 1 needs attention · 1 pending',
    );
    const misnamed = await readyShop({ files: { ...files, 'oops.sql': '' }, applied });
    assert.equal(
      statusText(misnamed, null)?.text,
      '$(warning) shop.db · 1 needs attention · 1 pending',
    );
  });

  it('is the environment where there are some, with a warning when it is protected', async () => {
    const state = await readyShop({ files, applied });
    const environment = { name: 'production', protected: true, backup: null, timeouts: null };
    const words = statusText({ ...state, environment }, null);
    assert.equal(words?.text, '$(database) production · 1 pending');
    assert.equal(words.isProtected, true);
    assert.equal(words.accessible, 'Migrations: production, 1 pending, protected');
    assert.equal(statusText(state, null)?.isProtected, false);
    const { files: read } = state;
    const lost = statusText({ kind: 'no-database', files: read, environment, error: null }, null);
    assert.equal(lost?.text, '$(debug-disconnect) production · no database');
  });

  it('says that Strata waits, and for whom', async () => {
    const state = await readyShop({ files, applied });
    const waiting = 'Waiting for another runner to end: psql …';
    const words = statusText(state, { ...idle, waiting });
    assert.equal(words?.text, '$(sync~spin) shop.db · waiting');
    assert.match(words.tooltip, /^Waiting for another runner to end: psql …\n/);
    assert.equal(statusText(state, idle)?.text, '$(sync~spin) shop.db · at work');
  });

  it('is absent where there is nothing to act on', () => {
    assert.equal(statusText({ kind: 'no-folder' }, null), null);
  });

  it('draws no icon that a database is named after', async () => {
    const state = await readyShop({ files, applied });
    const target = { ...state.target, name: '$(flame)' };
    assert.doesNotMatch(statusText({ ...state, target }, null)?.text ?? '', /\$\(flame\)/);
  });
});

describe('the line above the rows', () => {
  it('says where they act, or why there is no more to see', async () => {
    const state = await readyShop({ files, applied });
    const { target, source } = state;
    assert.equal(messageFor(state), 'shop.db · DATABASE_URL in .env');
    const error = new StrataError('connect', 'Nothing answers.', { hint: 'Start the server.' });
    assert.equal(
      messageFor({
        kind: 'unreachable',
        files: state.files,
        environment: null,
        target,
        source,
        error,
      }),
      'Nothing answers. Start the server. (Address: DATABASE_URL in .env.)',
    );
    const abrupt = new StrataError('connect', 'It went away', { hint: 'Start the server.' });
    assert.equal(
      messageFor({
        kind: 'unreachable',
        files: state.files,
        environment: null,
        target,
        source,
        error: abrupt,
      }),
      'It went away. Start the server. (Address: DATABASE_URL in .env.)',
    );
  });

  it('leaves the place to the welcome view of an empty folder', async () => {
    assert.equal(messageFor(await readyShop({ files: {} })), null);
  });
});

describe('a tooltip', () => {
  it('has the facts, and links to what can be done', async () => {
    const state = await readyShop({ files, applied });
    const project = {
      root: '/shop',
      name: 'shop',
      project: null,
      state,
      busy: null,
      lastFailure: null,
      histories: [],
    };
    const [pending, done] = outline([project], moment);
    const next = pending?.children?.()[0]?.tooltip?.() ?? '';
    assert.match(next, /^\*\*carts\*\* · pending, next to apply\n/);
    assert.match(next, /File: `migrations\/2_carts\.sql`/);
    assert.match(next, /\[Apply\]\(command:strata\.apply\?/);
    const last = done?.children?.()[0]?.tooltip?.() ?? '';
    assert.match(last, /Applied: March 1, 2025 .*\\\(2 days ago\\\), 12 ms/);
    assert.match(last, /Checksum: `[0-9a-f]{12}…`/);
    // Without a way back there is nothing to link to.
    assert.doesNotMatch(last, /Revert/);
  });

  it('takes no orders from a file’s name', async () => {
    const name = '1_[x](command:evil)_![i](http:)_<b>.sql';
    const state = await readyShop({ files: { [name.replaceAll('/', '')]: 'SELECT 1;' } });
    const project = {
      root: '/shop',
      name: 'shop',
      project: null,
      state,
      busy: null,
      lastFailure: null,
      histories: [],
    };
    const tooltip = outline([project], moment)[0]?.children?.()[0]?.tooltip?.() ?? '';
    const [heading = ''] = tooltip.split('\n');
    assert.doesNotMatch(heading.replaceAll(/\\./g, ''), /[[\]()<>!]/);
  });
});

describe('Markdown', () => {
  it('keeps text text', () => {
    assert.equal(escapeMarkdown('a*b*[c](d)'), String.raw`a\*b\*\[c\]\(d\)`);
    assert.equal(code('a`b'), '`` a`b ``');
    assert.equal(
      commandLink('Go', 'strata.apply', { root: '/a b', version: '1' }),
      '[Go](command:strata.apply?%5B%7B%22root%22%3A%22%2Fa%20b%22%2C%22version%22%3A%221%22%7D%5D)',
    );
  });
});

describe('the answers to explicit questions', () => {
  it('say where one is connected, as whom, and what is there', async () => {
    const status = await judgeShop({ files, applied });
    assert.equal(
      connectionText(status, 'DATABASE_URL in .env'),
      'Connected to shop.db (SQLite 3): 1 applied, 1 pending. Address: sqlite:./shop.db, from DATABASE_URL in .env.',
    );
    const server = { ...status.server, exists: false };
    assert.match(
      connectionText({ ...status, server }, ''),
      /is not there yet: applying creates it/,
    );
    assert.equal(
      validText(status, 'shop.db'),
      '2 migrations, and their history on shop.db: no problems.',
    );
  });
});
