import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StrataError } from '../../../src/core/errors.ts';
import { ConnectError } from '../../../src/databases/database.ts';
import { Secret, type PostgresTarget } from '../../../src/databases/target.ts';
import type { Busy, ProjectState } from '../../../src/extension/model/state.ts';
import { actionNode } from '../../../src/extension/tree/action-node.ts';
import type { TreeNode } from '../../../src/extension/tree/node.ts';
import { outline } from '../../../src/extension/tree/outline.ts';
import { inParts } from '../../../src/extension/tree/parts.ts';
import { elementsOf, renewed, type TreeElement } from '../../../src/extension/tree/shown-rows.ts';
import type { StepFailure } from '../../../src/runner/failure.ts';
import { failureOf, filesOnly, idle, moment, readyShop } from './project-states.ts';

const files = {
  '1_users.sql': 'CREATE TABLE users (id);',
  '2_carts.up.sql': 'CREATE TABLE carts (id);',
  '2_carts.down.sql': 'DROP TABLE carts;',
  '3_prices.sql': 'CREATE TABLE prices (id);',
  '4_stock.sql': 'CREATE TABLE stock (id);',
};
const applied = { '1': files['1_users.sql'], '2': files['2_carts.up.sql'] };

function rows(
  state: ProjectState,
  {
    busy = null,
    lastFailure = null,
  }: { busy?: Busy | null; lastFailure?: StepFailure | null } = {},
): readonly TreeNode[] {
  return outline(
    [{ root: '/shop', name: 'shop', project: null, state, busy, lastFailure, histories: [] }],
    moment,
  );
}

/** One line a row: "icon label | description", indented by depth. */
function draw(nodes: readonly TreeNode[], indent = ''): string[] {
  return nodes.flatMap(({ icon, label, description, children }) => [
    `${indent}${icon === null ? '' : `${icon.id} `}${label} | ${description}`,
    ...draw(children?.() ?? [], `${indent}  `),
  ]);
}

function find(nodes: readonly TreeNode[], version: string): TreeNode {
  const all = nodes.flatMap((node) => [node, ...(node.children?.() ?? [])]);
  const found = all.find((node) => node.version === version);
  assert.ok(found);
  return found;
}

describe('the tree of a connected project', () => {
  it('has what comes next on top of each group', async () => {
    assert.deepEqual(draw(rows(await readyShop({ files, applied }))), [
      'Pending | 2',
      '  circle-outline prices | 3',
      '  circle-outline stock | 4',
      'Applied | 2',
      '  pass carts | 2 days ago · 12 ms',
      '  pass users | 2 days ago · 12 ms',
    ]);
  });

  it('names what needs attention first, and only when there is any', async () => {
    const state = await readyShop({
      files: { ...files, 'V3_test.sql': '', '0_late.sql': 'SELECT 1;' },
      applied: { '1': 'something else', '2': applied['2'], '9': 'gone' },
    });
    assert.deepEqual(draw(rows(state)).slice(0, 7), [
      'Needs attention | 3',
      '  error V3_test.sql | "V3" is not a whole number, and sqlx stops at this file, whatever it is asked to do. Name it VERSION_DESCRIPTION.sql, or move it to another folder.',
      '  edit users | edited since applied',
      '  question 9 | applied, but its file is missing',
      'Pending | 3',
      '  warning late | out of order · 0',
      '  warning prices | out of order · 3',
    ]);
  });

  it('tells an edit of line endings from one of the SQL', async () => {
    const state = await readyShop({ files, applied: { '1': 'CREATE TABLE users (id);\r\n' } });
    const crlf = await readyShop({
      files: { '1_users.sql': 'SELECT 1;\n' },
      applied: { '1': 'SELECT 1;\r\n' },
    });
    assert.equal(find(rows(state), '1').description, 'edited since applied');
    assert.equal(find(rows(crlf), '1').description, 'edited · line endings only');
  });

  it('says to a screen reader what the icon shows', async () => {
    const nodes = rows(await readyShop({ files, applied }));
    assert.equal(find(nodes, '3').accessibleLabel, 'prices, pending, version 3, next to apply');
    assert.equal(find(nodes, '4').accessibleLabel, 'stock, pending, version 4');
    assert.equal(
      find(nodes, '2').accessibleLabel,
      'carts, applied, version 2, 2 days ago, next to revert',
    );
  });

  it('flags what the menus ask for', async () => {
    const nodes = rows(await readyShop({ files, applied }));
    const flags = ['1', '2', '3', '4'].map((version) => find(nodes, version).flags.join(' '));
    assert.deepEqual(flags, [
      'migration applied later canRevertNewer hasFile hasChecksum',
      'migration applied next canRevert hasFile hasDown hasChecksum',
      'migration pending next hasFile hasChecksum',
      'migration pending later hasFile hasChecksum',
    ]);
  });

  it('shows the failure of a moment ago, and what is being done', async () => {
    const state = await readyShop({ files, applied });
    const lastFailure = failureOf(state.status, '3');
    const failed = find(rows(state, { lastFailure }), '3');
    assert.equal(failed.icon?.id, 'error');
    assert.equal(failed.description, 'failed at line 3 · 3');
    assert.match(failed.tooltip?.() ?? '', /no such table: userz/);

    const busy: Busy = { ...idle, version: '4', direction: 'up', done: new Set(['3']) };
    const nodes = rows(state, { busy });
    assert.equal(find(nodes, '4').description, 'applying…');
    assert.equal(find(nodes, '4').icon?.id, 'loading~spin');
    assert.equal(find(nodes, '3').description, 'applied');
  });

  it('shows what waits, and with several projects why', async () => {
    const state = await readyShop({ files, applied });
    const waiting = 'prices waits for psql …';
    const busy: Busy = { ...idle, version: '4', direction: 'up', waiting };
    const row = find(rows(state, { busy }), '4');
    assert.equal(row.description, 'waiting…');
    assert.equal(row.icon?.id, 'watch');

    const view = { root: '/shop', name: 'shop', project: null, state, busy };
    const shop = { ...view, lastFailure: null, histories: [] };
    const other = { ...shop, root: '/kiosk', name: 'kiosk', busy: null };
    const [first, second] = outline([shop, other], moment);
    assert.equal(first?.children?.()[0]?.label, waiting);
    assert.notEqual(second?.children?.()[0]?.flags[0], 'message');
  });

  it('opens the file on a click, where there is one', async () => {
    const nodes = rows(await readyShop({ files, applied: { ...applied, '9': 'gone' } }));
    assert.deepEqual(find(nodes, '1').click, { kind: 'open', path: 'migrations/1_users.sql' });
    assert.equal(find(nodes, '9').click, null);
  });
});

describe('the tree of a project that is not connected', () => {
  it('shows files and the next step', async () => {
    assert.deepEqual(draw(rows(await filesOnly({ files }, 'untrusted'))).slice(0, 3), [
      'workspace-untrusted Manage workspace trust | ',
      'Files | 4',
      '  file users | 1',
    ]);
  });

  it('is empty for want of an address, so that the welcome view can speak', async () => {
    assert.deepEqual(rows(await filesOnly({ files }, 'no-database')), []);
  });

  it('offers the settings when the configuration is wrong', () => {
    const error = new StrataError('configuration', 'sqlx.toml, line 3: …');
    assert.deepEqual(draw(rows({ kind: 'misconfigured', error })), [
      'refresh Try again | ',
      'gear Open settings | ',
    ]);
  });
});

describe('the tree of a project that cannot be reached', () => {
  async function unreachable(
    lacks: ConnectError['lacks'],
    password: Secret | null,
  ): Promise<readonly string[]> {
    const { files: read, target: sqlite } = await readyShop({ files });
    const target = { ...sqlite, engine: 'postgres', password } as PostgresTarget;
    const error = new ConnectError('No.', { hint: null, lacks });
    const found = { files: read, environment: null, target, source: '' };
    return draw(rows({ kind: 'unreachable', ...found, error })).slice(0, 2);
  }

  it('offers what would help', async () => {
    const again = 'refresh Try again | ';
    assert.deepEqual(await unreachable('password', null), ['key Enter password… | ', again]);
    assert.deepEqual(await unreachable('database', null), ['add Create the database | ', again]);
    assert.deepEqual((await unreachable(null, null))[0], again);
  });

  it('offers no password where the address has one, which would be asked for in vain', async () => {
    assert.deepEqual((await unreachable('password', new Secret('x')))[0], 'refresh Try again | ');
  });

  it('says in which file and line the configuration is wrong', () => {
    const place = { path: '/shop/strata.json', line: 3 };
    const error = new StrataError('configuration', 'strata.json:3:1: …', { place });
    const [first] = rows({ kind: 'misconfigured', error });
    assert.equal(first?.label, 'Open strata.json at line 3');
    assert.deepEqual(first.click, { kind: 'mend', place });
  });
});

describe('the tree of several projects', () => {
  const common = { project: null, busy: null, lastFailure: null, histories: [] };

  it('says of each where it is, and marks a protected one', async () => {
    const environment = { name: 'live', protected: true, backup: null, timeouts: null };
    const state = { ...(await readyShop({ files, applied })), environment };
    const error = new StrataError('configuration', 'strata.json:3:1: no.');
    const nodes = outline(
      [
        { root: '/a', name: 'a', state, ...common },
        { root: '/b', name: 'b', state: { kind: 'misconfigured', error }, ...common },
        { root: '/c', name: 'c', state: { kind: 'loading', environment }, ...common },
      ],
      moment,
    );
    assert.deepEqual(
      nodes.map(({ icon, label, description }) => [icon?.id, label, description]),
      [
        ['shield', 'a', 'live · shop.db'],
        ['warning', 'b', ''],
        ['shield', 'c', 'live · connecting…'],
      ],
    );
    assert.equal(nodes[0]?.accessibleLabel, 'a, live · shop.db, protected');
    assert.equal(nodes[1]?.children?.()[0]?.label, 'strata.json:3:1: no.');
  });

  it('has a node for each that has migrations', async () => {
    const nodes = outline(
      [
        { root: '/a', name: 'a', state: await readyShop({ files, applied }), ...common },
        { root: '/b', name: 'b', state: await filesOnly({ files }, 'no-database'), ...common },
        { root: '/c', name: 'c', state: { kind: 'no-folder' }, ...common },
      ],
      moment,
    );
    assert.deepEqual(
      nodes.map(({ label, description }) => [label, description]),
      [
        ['a', 'shop.db'],
        ['b', 'no database'],
      ],
    );
    assert.equal(nodes[1]?.children?.()[0]?.label, 'Open settings');
  });
});

describe('a history that is another’s, too', () => {
  it('is told in the project’s tooltip and among what needs attention', async () => {
    const view = async (name: string) => {
      const { target } = await readyShop({ files });
      const table = { schema: null, name: '_sqlx_migrations' };
      return {
        ...{ root: `/${name}`, name, project: null, busy: null, lastFailure: null },
        state: await readyShop({ files, applied }),
        histories: [{ name, target, table, located: null, path: null }],
      };
    };
    const views = [await view('shop'), await view('billing')];
    const said = /^shop, billing have one history, the table \\?_sqlx/;
    const [shop] = outline(views, moment);
    assert.match(shop?.tooltip?.().split('\n').at(-1) ?? '', said);
    const row = shop?.children?.()[0]?.children?.()[0];
    assert.deepEqual([row?.label, row?.icon?.id], ['History table', 'warning']);
    assert.match(row?.description ?? '', said);
    assert.equal(outline(views.slice(0, 1), moment)[0]?.label, 'Pending');
  });
});

describe('drawing again', () => {
  /** All rows, as somebody has looked at them. */
  const lookedAt = (
    nodes: readonly TreeNode[],
    known: readonly TreeElement[] | null = null,
  ): readonly TreeElement[] => {
    const elements = elementsOf(nodes, known);
    for (const element of elements) {
      const { children } = element.node;
      if (children !== null) element.children = lookedAt(children(), element.children);
    }
    return elements;
  };
  const drawnAgain = (
    shown: readonly TreeElement[],
    nodes: readonly TreeNode[],
  ): readonly string[] | null => renewed(shown, nodes)?.map(({ id }) => id) ?? null;

  it('is for the rows that are others', async () => {
    const state = await readyShop({ files, applied });
    const shown = lookedAt(rows(state));
    assert.deepEqual(drawnAgain(shown, rows(await readyShop({ files, applied }))), []);

    const failed = rows(state, { lastFailure: failureOf(state.status, '4') });
    assert.deepEqual(drawnAgain(shown, failed), ['/shop\npending\n4']);
    assert.match(find(failed, '4').description, /^failed/);
    assert.deepEqual(drawnAgain(shown, failed), []);
  });

  it('is for a group when its rows are others, and for all when the groups are', async () => {
    const shown = lookedAt(rows(await readyShop({ files, applied })));
    const more = rows(
      await readyShop({ files, applied: { ...applied, '3': files['3_prices.sql'] } }),
    );
    assert.deepEqual(drawnAgain(shown, more), ['/shop\npending', '/shop\napplied']);
    assert.equal(drawnAgain(shown, rows(await readyShop({ files }))), null);
  });

  it('leaves alone what nobody has looked at', async () => {
    const state = await readyShop({ files, applied });
    const shown = elementsOf(rows(state), null);
    const failed = rows(state, { lastFailure: failureOf(state.status, '4') });
    assert.deepEqual(drawnAgain(shown, failed), []);
  });

  it('keeps the elements of rows that stay', async () => {
    const state = await readyShop({ files, applied });
    const [pending] = lookedAt(rows(state));
    const { '4_stock.sql': gone, ...fewer } = files;
    assert.ok(gone);
    const now = rows(await readyShop({ files: fewer, applied }));
    const [left] = lookedAt(now, pending ? [pending] : null);
    assert.equal(left, pending);
    assert.deepEqual(
      left?.children?.map(({ node }) => node.version),
      ['3'],
    );
  });
});

describe('a long list', () => {
  const numbered = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => String(count - index));
  let made = 0;
  const row = (version: string): TreeNode => {
    made += 1;
    const node = actionNode('/shop', { label: '', icon: '', click: { kind: 'open', path: '' } });
    return { ...node, id: version, label: `row ${version}`, version };
  };
  const parted = (count: number): readonly TreeNode[] =>
    inParts(numbered(count), row, { id: 'applied', root: '/shop' });

  it('is shown whole as long as it is not long', () => {
    assert.equal(parted(699).length, 699);
  });

  it('has what comes first on top, and the rest in folded parts', () => {
    const nodes = parted(1250);
    const open = nodes.slice(0, 250);
    assert.ok(open.every(({ children }) => children === null));
    assert.deepEqual([open[0]?.version, open.at(-1)?.version], ['1250', '1001']);
    const parts = nodes.slice(250);
    assert.deepEqual(
      parts.map(({ id, label, description, isFolded }) => [id, label, description, isFolded]),
      [
        ['applied\npart 2', '1000 … 501', '500', true],
        ['applied\npart 1', '500 … 1', '500', true],
      ],
    );
    const all = [...open, ...parts.flatMap(({ children }) => children?.() ?? [])];
    assert.deepEqual(
      all.map(({ version }) => version),
      numbered(1250),
    );
  });

  it('makes no row that nobody looks at, but the ends of parts, which name them', () => {
    made = 0;
    parted(10_000);
    assert.equal(made, 500 + 19 * 2);
  });

  it('keeps its parts when one more comes first', () => {
    const told = (nodes: readonly TreeNode[]): readonly string[] =>
      nodes.filter(({ isFolded }) => isFolded).map(({ id, label }) => `${id} ${label}`);
    assert.deepEqual(told(parted(1251)), told(parted(1250)));
  });
});
