import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

const BELOW_RUNNER = [
  ...['core', 'sql', 'grammar', 'rules', 'schema', 'conventions', 'databases', 'project'],
];

/** What each folder of src/ may import of the others. Explained in docs/architecture.md. */
const ARROWS: Record<string, readonly string[]> = {
  core: [],
  sql: ['core'],
  grammar: ['core', 'sql'],
  rules: ['core', 'sql', 'grammar'],
  schema: ['core', 'sql'],
  drafts: ['core', 'sql', 'grammar', 'schema'],
  conventions: ['core'],
  databases: ['core', 'sql', 'schema'],
  project: ['core', 'sql', 'schema', 'conventions', 'databases'],
  runner: BELOW_RUNNER,
  checks: [...BELOW_RUNNER, 'runner', 'drafts'],
  cli: [...BELOW_RUNNER, 'runner', 'checks', 'drafts'],
  extension: [...BELOW_RUNNER, 'runner', 'checks', 'drafts'],
  node: [...BELOW_RUNNER, 'runner'],
};

/** All that code without I/O may import from outside: no files, no network, no processes. */
const PURE_FOLDERS = ['core', 'sql', 'rules', 'schema', 'drafts', 'conventions'];
const PURE_PACKAGES = [
  ...['@vscode/l10n', '@pgsql/types', 'smol-toml', 'yaml', 'valibot', 'diff'],
  ...['node:crypto', 'node:zlib', 'node:buffer'],
];

/** Packages that belong to one folder. */
const OWNERS: Record<string, string> = {
  vscode: 'extension',
  commander: 'cli',
  pg: 'databases',
  '@electric-sql/pglite': 'databases',
  'libpg-query/wasm/libpg-query.js': 'grammar',
  'better-sqlite3': 'databases',
  'node:sqlite': 'databases',
  dotenv: 'project',
  ignore: 'project',
  'jsonc-parser': 'project',
};

const MANIFEST = '../package.json';

interface Import {
  /** Relative to src/, with `/`. */
  readonly from: string;
  /** Relative to src/ when it is one of ours, else the package. */
  readonly to: string;
  readonly own: boolean;
  /** Gone before anything runs. */
  readonly typeOnly: boolean;
}

function importsOf(from: string, source: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const own = specifier.text.startsWith('.');
    const to = own ? posix.join(posix.dirname(from), specifier.text) : specifier.text;
    found.push({ from, to, own, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      add(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, source, ts.ScriptTarget.Latest));
  return found;
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** `conventions/sqlx/names.ts` is part of `conventions/sqlx`; a folder's own files are its contract. */
function partOf(path: string): string | null {
  const [folder, part, ...rest] = path.split('/');
  return rest.length === 0 ? null : `${folder}/${part}`;
}

function wrongArrows(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, own }) => {
      const [source, target] = [folderOf(from), folderOf(to)];
      // The CLI tells its version from the manifest, which is no code.
      if (to === MANIFEST && source === 'cli') return false;
      return own && source !== target && !ARROWS[source]?.includes(target);
    })
    .map(print);
}

/** One tool knows nothing of another, and nobody knows a tool but the registry. */
function leaks(imports: readonly Import[], folder: string): string[] {
  return imports
    .filter(({ from, to, own }) => {
      const part = partOf(to);
      const inside = folderOf(from) === folder && [null, part].includes(partOf(from));
      return own && folderOf(to) === folder && part !== null && !inside;
    })
    .map(print);
}

function strayPackages(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to, own }) => {
      if (own) return false;
      const folder = folderOf(from);
      if (PURE_FOLDERS.includes(folder)) return !PURE_PACKAGES.includes(to);
      return OWNERS[to] !== undefined && OWNERS[to] !== folder;
    })
    .map(print);
}

/** The first circle of imports that are there at run time; null when there is none. */
function cycle(imports: readonly Import[]): string | null {
  const graph = Map.groupBy(
    imports.filter(({ own, typeOnly }) => own && !typeOnly),
    ({ from }) => from,
  );
  const finished = new Set<string>();
  const walk = (file: string, path: readonly string[]): string | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (finished.has(file)) return null;
    for (const { to } of graph.get(file) ?? []) {
      const found = walk(to, [...path, file]);
      if (found !== null) return found;
    }
    finished.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const found = walk(file, []);
    if (found !== null) return found;
  }
  return null;
}

function print({ from, to }: Import): string {
  return `${from} → ${to}`;
}

const root = join(import.meta.dirname, '../../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
const imports = files.flatMap((path) => importsOf(path, readFileSync(join(root, path), 'utf8')));

describe('the architecture', () => {
  it('has the folders that the arrows are drawn between, and no file outside them', () => {
    const drawn = new Set(Object.keys(ARROWS));
    assert.deepEqual(
      files.filter((path) => !drawn.has(folderOf(path))),
      [],
    );
    for (const folder of drawn)
      assert.ok(
        files.some((path) => folderOf(path) === folder),
        folder,
      );
  });

  it('imports files that are there', () => {
    const there = new Set(files);
    const broken = imports.filter(({ to, own }) => own && !there.has(to) && !to.endsWith('.json'));
    assert.deepEqual(broken.map(print), []);
  });

  it('imports along the arrows only', () => {
    assert.deepEqual(wrongArrows(imports), []);
  });

  it('lets nobody but the registry know a single tool', () => {
    assert.deepEqual(leaks(imports, 'conventions'), []);
  });

  it('lets nobody but databases/ know a single engine', () => {
    assert.deepEqual(leaks(imports, 'databases'), []);
  });

  it('keeps vscode, drivers and files where they belong', () => {
    assert.deepEqual(strayPackages(imports), []);
  });

  it('has no circle of imports', () => {
    assert.equal(cycle(imports), null);
  });
});

describe('the page of the architecture', () => {
  const page = readFileSync(join(root, '../docs/architecture.md'), 'utf8');

  it('draws these arrows', () => {
    const drawn = Map.groupBy(
      page.matchAll(/^ {2}(\w+)(?:\[[^\]]*\])? --> (\w+)/gm),
      ([, from = '']) => from,
    );
    /** All that lies further down, and `core`, which everybody may import. */
    const reach = (folder: string): string[] =>
      (drawn.get(folder) ?? []).flatMap(([, , to = '']) => [to, ...reach(to)]);
    for (const [folder, targets] of Object.entries(ARROWS)) {
      const reached = new Set([...reach(folder), ...(folder === 'core' ? [] : ['core'])]);
      assert.deepEqual([...reached].sort(), targets.toSorted(), folder);
    }
    assert.deepEqual(
      [...drawn.keys()].filter((folder) => !(folder in ARROWS)),
      [],
    );
  });

  it('says of every folder what it knows', () => {
    const folders = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, folder]) => folder);
    assert.deepEqual(folders.sort(), Object.keys(ARROWS).sort());
  });
});

describe('the architecture’s test', () => {
  const from = (path: string, source: string) => importsOf(path, source);

  it('sees every form of import', () => {
    const source = `
      import type { A } from './a.ts';
      import { type B, b } from './b.ts';
      import './c.ts';
      export * from './d.ts';
      export type { E } from './e.ts';
      const f = await import('./f.ts');
      type G = import('./g.ts').G;
      import { h } from 'h';`;
    assert.deepEqual(
      from('core/x.ts', source).map(({ to, typeOnly }) => (typeOnly ? `type ${to}` : to)),
      [
        'type core/a.ts',
        'core/b.ts',
        'core/c.ts',
        'core/d.ts',
        'type core/e.ts',
        'core/f.ts',
        'type core/g.ts',
        'h',
      ],
    );
  });

  it('finds an arrow that is not drawn', () => {
    const bad = from('core/x.ts', "import type { Y } from '../sql/y.ts'; import './z.ts';");
    assert.deepEqual(wrongArrows(bad), ['core/x.ts → sql/y.ts']);
    const shells = from('cli/x.ts', "import '../extension/y.ts'; import '../runner/run.ts';");
    assert.deepEqual(wrongArrows(shells), ['cli/x.ts → extension/y.ts']);
  });

  it('finds a tool known from outside, or by another tool', () => {
    const tools = [
      ...from('conventions/registry.ts', "import './sqlx/index.ts';"),
      ...from('conventions/sqlx/index.ts', "import './names.ts'; import '../convention.ts';"),
      ...from('conventions/sqlx/names.ts', "import '../sections/names.ts';"),
      ...from('runner/run.ts', "import '../conventions/sqlx/names.ts';"),
    ];
    assert.deepEqual(leaks(tools, 'conventions'), [
      'conventions/sqlx/names.ts → conventions/sections/names.ts',
      'runner/run.ts → conventions/sqlx/names.ts',
    ]);
  });

  it('finds a package where it does not belong', () => {
    const stray = [
      ...from('core/x.ts', "import 'node:fs'; import '@vscode/l10n';"),
      ...from('runner/x.ts', "import * as vscode from 'vscode'; import 'node:path';"),
      ...from('extension/x.ts', "import * as vscode from 'vscode'; const pg = import('pg');"),
    ];
    assert.deepEqual(strayPackages(stray), [
      'core/x.ts → node:fs',
      'runner/x.ts → vscode',
      'extension/x.ts → pg',
    ]);
  });

  it('finds a circle, unless types alone make it', () => {
    const ab = from('core/a.ts', "import { b } from './b.ts';");
    const bc = from('core/b.ts', "import { c } from './c.ts';");
    const ca = from('core/c.ts', "import { a } from './a.ts';");
    assert.equal(cycle([...ab, ...bc, ...ca]), 'core/a.ts → core/b.ts → core/c.ts → core/a.ts');
    const types = from('core/c.ts', "import type { A } from './a.ts';");
    assert.equal(cycle([...ab, ...bc, ...types]), null);
  });
});
