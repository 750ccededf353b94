import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandIds } from '../../../src/extension/commands/command-ids.ts';
import { tooltipCommands } from '../../../src/extension/tree/migration-tooltip.ts';

const root = join(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as object;

interface Entry {
  readonly command: string;
  readonly when?: string;
}

const { contributes, capabilities } = JSON.parse(manifestText) as {
  contributes: {
    commands: readonly Entry[];
    menus: Readonly<Record<string, readonly Entry[]>>;
    configuration: { properties: Readonly<Record<string, unknown>> };
    walkthroughs: readonly { steps: readonly { media: { svg: string } }[] }[];
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
};

/** What the pattern's group holds, wherever it matches. */
function groups(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

describe('package.json', () => {
  it('contributes the commands that the code registers, and no others', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.toSorted(), commandIds.toSorted());
  });

  it('names no command that there is not', () => {
    const known = new Set<string>(commandIds);
    const named = [
      ...Object.values(contributes.menus).flatMap((entries) => entries.map((each) => each.command)),
      ...groups(`${manifestText}${JSON.stringify(texts)}`, /(?:command:|onCommand:)(strata\.\w+)/g),
      ...tooltipCommands,
    ];
    assert.deepEqual(
      named.filter((id) => !known.has(id)),
      [],
    );
  });

  it('has a text for every key, and a use for every text', () => {
    const used = new Set(groups(manifestText, /"%([\w.-]+)%"/g));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('asks only for context keys that are set, and flags that rows have', () => {
    const clauses = groups(manifestText, /"(?:when|enablement)": "([^"]*)"/g).join(' ');
    const keys = new Set(groups(clauses, /(strata\.(?!migrations)\w+)/g));
    const source = readFileSync(join(root, 'src/extension/context-keys.ts'), 'utf8');
    assert.ok(keys.size > 0);
    for (const key of keys) assert.ok(source.includes(`'${key}'`), key);

    const trees = join(root, 'src/extension/tree');
    const code = readdirSync(trees).map((file) => readFileSync(join(trees, file), 'utf8'));
    const flags = groups(clauses, /\\\\b([\w ]+)\\\\b/g).flatMap((found) => found.split(' '));
    assert.ok(flags.length > 10);
    for (const flag of flags) {
      assert.ok(code.join().includes(`'${flag}'`), `no row has the flag ${flag}`);
    }
  });

  it('has the pictures that it refers to', () => {
    for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      assert.ok(existsSync(join(root, media.svg)), media.svg);
    }
  });

  it('lets no untrusted workspace say where to connect', () => {
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
    assert.ok(restrictedConfigurations.includes('strata.databaseUrl'));
    for (const key of restrictedConfigurations)
      assert.ok(key in contributes.configuration.properties);
  });

  it('lists the settings that the code reads', () => {
    const source = readFileSync(join(root, 'src/extension/settings.ts'), 'utf8');
    const read = groups(source, /get<\w+>\('(\w+)'/g).map((key) => `strata.${key}`);
    assert.deepEqual(read.sort(), Object.keys(contributes.configuration.properties).sort());
  });
});

describe('words', () => {
  it('are apply and revert, in every text that people read', () => {
    const others = /\b(rollback|roll back|undo|execute[sd]?)\b/i;
    const sources = readdirSync(join(root, 'src/extension'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, 'src/extension', file), 'utf8'));
    const spoken = sources.flatMap((source) =>
      [...source.matchAll(/l10n\.t\(\s*(['"`])(.*?)\1/gs)].map(([, , text]) => text ?? ''),
    );
    assert.ok(spoken.length > 100);
    assert.deepEqual(
      [...spoken, ...Object.values(texts).map(String)].filter((text) => others.test(text)),
      [],
    );
  });
});
