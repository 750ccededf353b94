import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMetadata } from '../../../src/conventions/versioned-folders/metadata.ts';

const PATH = 'V003__add_users/metadata.yaml';

function read(text: string) {
  return readMetadata({ path: PATH, version: '3', text });
}

/** `error 2:1-2:8 what is said`, without the path that begins every message. */
function told(text: string): readonly string[] {
  return read(text).problems.map(({ severity, code, path, version, message, location }) => {
    assert.deepEqual([path, version], [PATH, '3']);
    const place =
      location === null
        ? 'file'
        : `${location.line}:${location.column}-${location.endLine}:${location.endColumn}`;
    return `${severity} ${code} ${place} ${message.replace(`${PATH}: `, '')}`;
  });
}

const WHOLE = `version: 3
description: "Zoë's \\U0001F600 \\"a\\"\\tb"
author: dev@example.com
created: "2025-01-04T14:30:00Z"
dependencies:
  - V001__initial_schema
  - "V002__b"
tags: [a, "b/c"]
estimated_duration_ms: 100
reversible: no
notes: |
  One.
  Two.
`;

describe('metadata.yaml', () => {
  it('says what the guide’s does', () => {
    const { metadata, problems } = read(WHOLE);
    assert.deepEqual(problems, []);
    assert.deepEqual(metadata, {
      path: PATH,
      author: 'dev@example.com',
      created: '2025-01-04T14:30:00Z',
      dependencies: [
        {
          version: '1',
          name: 'V001__initial_schema',
          location: { line: 6, column: 5, endLine: 6, endColumn: 25 },
        },
        {
          version: '2',
          name: 'V002__b',
          location: { line: 7, column: 5, endLine: 7, endColumn: 14 },
        },
      ],
      tags: ['a', 'b/c'],
      estimatedDurationMs: 100,
      reversible: false,
      notes: 'One.\nTwo.\n',
      // From Python: json.dumps(yaml.safe_load(WHOLE))
      json: `{"version": 3, "description": "Zo\\u00eb's \\ud83d\\ude00 \\"a\\"\\tb", "author": "dev@example.com", "created": "2025-01-04T14:30:00Z", "dependencies": ["V001__initial_schema", "V002__b"], "tags": ["a", "b/c"], "estimated_duration_ms": 100, "reversible": false, "notes": "One.\\nTwo.\\n"}`,
    });
  });

  it('reads the same with other line endings and a byte order mark', () => {
    assert.equal(
      read(`\uFEFF${WHOLE.replaceAll('\n', '\r\n')}`).metadata.json,
      read(WHOLE).metadata.json,
    );
  });

  it('may say nothing, and then nothing is recorded', () => {
    for (const text of ['', '# later\n', '---\n', '{}', 'null']) {
      const { metadata, problems } = read(text);
      assert.deepEqual([metadata.json, metadata.reversible, problems], [null, true, []], text);
    }
  });

  it('may leave a key without a value, which is recorded', () => {
    const { metadata, problems } = read('author:\nnotes: ~\nreversible:\ndependencies:\n');
    assert.deepEqual(problems, []);
    assert.equal(metadata.reversible, true);
    assert.equal(
      metadata.json,
      '{"author": null, "notes": null, "reversible": null, "dependencies": null}',
    );
  });

  // From Python: json.dumps(yaml.safe_load(…))
  const printed: [yaml: string, json: string][] = [
    ['z: {a: 1.5, 2: [true, ~]}', '{"z": {"a": 1.5, "2": [true, null]}}'],
    ['z: [yes, off, 0x1F, 1:30, .inf, -.inf]', '{"z": [true, false, 31, 90, Infinity, -Infinity]}'],
    ['z: "\\x7f\\x1f\\\\/"', '{"z": "\\u007f\\u001f\\\\/"}'],
    ['b: 1\na: 2\n10: 3\n9: 4', '{"b": 1, "a": 2, "10": 3, "9": 4}'],
    ['z: &a [1]\ny: *a', '{"z": [1], "y": [1]}'],
  ];
  for (const [yaml, json] of printed) {
    it(`is recorded as Python prints it: ${yaml.replaceAll('\n', ' ')}`, () => {
      assert.equal(read(yaml).metadata.json, json);
    });
  }
});

describe('metadata.yaml that cannot be right', () => {
  const cases: [what: string, text: string, ...told: string[]][] = [
    [
      'a syntax error',
      'author: "Ann\n',
      `error metadata 2:1-2:2 ${PATH} is not YAML: Missing closing "quote.`,
    ],
    [
      'a key that stands twice',
      'author: a\ntags: []\nauthor: b\n',
      `error metadata 3:1-3:2 ${PATH} is not YAML: Map keys must be unique.`,
    ],
    [
      'a Python object',
      'author: !!python/object:os.system x\n',
      `error metadata 1:9-1:34 ${PATH} is not YAML: Unresolved tag: tag:yaml.org,2002:python/object:os.system.`,
    ],
    [
      'an alias of nothing',
      'author: *ann\n',
      `error metadata file ${PATH} is not YAML: Unresolved alias (the anchor must be set before the alias): ann.`,
    ],
    [
      'no keys',
      '- author\n',
      `error metadata 1:1-2:1 ${PATH} must be a list of keys with values, such as "author: Ann".`,
    ],
    [
      'a text',
      'x',
      `error metadata 1:1-1:2 ${PATH} must be a list of keys with values, such as "author: Ann".`,
    ],
    [
      'a misspelt key',
      'author: a\nrevesible: false\n',
      'warning metadata 2:1-2:10 unknown key "revesible". Did you mean "reversible"?',
    ],
    [
      'a key of somebody’s own',
      'jira: X-1\n',
      'warning metadata 1:1-1:5 unknown key "jira". Known: version, description, author, created, dependencies, tags, estimated_duration_ms, reversible, notes.',
    ],
    [
      'values of other types',
      'author: 7\nreversible: "false"\ntags: a\ndependencies: [1]\nestimated_duration_ms: fast\n',
      'error metadata 1:9-1:10 "author" must be text.',
      'error metadata 4:16-4:17 "dependencies" must be text.',
      'error metadata 3:7-3:8 "tags" must be a list of texts.',
      'error metadata 5:24-5:28 "estimated_duration_ms" must be a whole number, 0 or more.',
      'error metadata 2:13-2:20 "reversible" must be true or false.',
    ],
    [
      'another version than the folder’s',
      'version: 4\n',
      'error metadata 1:10-1:11 says version 4',
    ],
    [
      'a version with a leading zero, which is octal',
      'version: 010\n',
      'error metadata 1:10-1:13 says version 8',
    ],
    [
      'a date without quotes',
      'created: 2025-01-31\n',
      'warning metadata 1:10-1:20 the date 2025-01-31 is not in quotes.',
    ],
    [
      'a dependency that is no folder’s name',
      'dependencies:\n  - users\n',
      'error dependency 2:5-2:10 "users" is not the name of a migration’s folder, such as V001__initial_schema.',
    ],
  ];
  for (const [what, text, ...expected] of cases) {
    it(`${what} has its place`, () => {
      const found = told(text).map((each) => each.replace(`${PATH} says`, 'says'));
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [index, each] of expected.entries()) {
        assert.ok(found[index]?.startsWith(each), `${found[index] ?? ''}\n${each}`);
      }
    });
  }

  const edited = (text: string): string => {
    const [{ fix } = {}] = read(text).problems;
    assert.equal(fix?.kind, 'edit');
    const lines = text.split('\n');
    for (const { location, text: by } of fix.edits) {
      const line = lines[location.line - 1] ?? '';
      assert.equal(location.endLine, location.line);
      lines[location.line - 1] =
        line.slice(0, location.column - 1) + by + line.slice(location.endColumn - 1);
    }
    return lines.join('\n');
  };

  it('can be mended where it is plain how', () => {
    assert.equal(edited('a: 1\nversion: 010 # octal\n'.slice(5)), 'version: 3 # octal\n');
    assert.equal(edited('created: 2025-01-31 # a day\n'), 'created: "2025-01-31" # a day\n');
  });

  it('is used as far as it can be', () => {
    const { metadata } = read(
      'author: 7\nreversible: false\nnotes: n\njira: X\ncreated: 2025-01-31\n',
    );
    assert.deepEqual(
      [metadata.author, metadata.reversible, metadata.notes, metadata.created],
      [null, false, 'n', '2025-01-31'],
    );
    assert.equal(
      metadata.json,
      '{"author": 7, "reversible": false, "notes": "n", "jira": "X", "created": "2025-01-31"}',
    );
  });

  it('is not taken for a person’s where it would grow without end', () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const bomb = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c');
    assert.match(told(bomb).join('\n'), /error metadata file .* Excessive alias count/);
    assert.match(
      told(`notes: ${'x'.repeat(40_000)}`).join('\n'),
      /^error metadata file .* is longer than 32 kB\. Shorten it\.$/,
    );
    assert.ok(told('['.repeat(30_000)).length <= 10);
    assert.match(told('['.repeat(30_000)).join('\n'), /^error metadata/);
    assert.match(told(`${'['.repeat(15_000)}${']'.repeat(15_000)}`).join('\n'), /^error metadata/);
  });
});
