import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import type { ProblemCode } from '../../../src/core/problem.ts';
import { TREE_RULE_IDS } from '../../../src/core/rule-ids.ts';
import { HOUSE_RULES, isRuleId } from '../../../src/core/severities.ts';
import { explanationOf, RULE_PAGES } from '../../../src/extension/diagnostics/docs.ts';
import { rules } from '../../../src/rules/registry.ts';
import { treeRules } from '../../../src/rules/tree-registry.ts';
import { tools } from '../../../src/conventions/registry.ts';
import { examplesOf, pageOf, type Example } from './examples.ts';
import { ENGINES, EVERY_RULE, problemsOf } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/rules.md'), 'utf8');

async function codesOf(example: Example, engine: Engine): Promise<readonly ProblemCode[]> {
  if (example.language === 'sql') {
    return problemsOf(example.text, engine, EVERY_RULE, { referred: ['customers'] }).map(
      ({ code }) => code,
    );
  }
  const folders = tools.find(({ id }) => id === 'versioned-folders');
  assert.ok(folders);
  const { convention } = await folders.configure(new Map(), {});
  const path = example.text.trim();
  const entries = [
    { path: path.split('/')[0] ?? '', kind: 'directory' as const },
    { path, kind: 'file' as const },
  ];
  return convention.discover(entries).problems.map(({ code }) => code);
}

describe('the pages of house rules', () => {
  for (const id of HOUSE_RULES.filter(isRuleId)) {
    const text = pageOf(id);
    const examples = examplesOf(id);

    it(`explains ${id}, with an example of each kind`, () => {
      assert.ok(page.includes(`[\`${id}\`](rules/${id}.md)`), 'it is in the table');
      assert.ok(text.startsWith(`# ${id}\n`));
      assert.equal(explanationOf(id), `${RULE_PAGES}/${id}.md`);
      assert.deepEqual([...new Set(examples.map(({ kind }) => kind))].sort(), ['Bad', 'Good']);
    });

    for (const [index, example] of examples.entries()) {
      for (const engine of example.engines) {
        it(`is right about ${id}: example ${index + 1}, ${example.kind}, ${engine}`, async () => {
          const codes = await codesOf(example, engine);
          if (example.kind === 'Bad') assert.ok(codes.includes(id), codes.join());
          else assert.ok(!codes.includes(id), codes.join());
        });
      }
    }
  }

  it('shows exceptions that hold', () => {
    const section = page.split('\n## Exceptions\n')[1]?.split('\n## ')[0] ?? '';
    const sql = /```sql\n(.*?)```/s.exec(section)?.[1] ?? '';
    assert.match(sql, /strata-ignore/);
    for (const engine of ENGINES) {
      assert.deepEqual(problemsOf(sql, engine), []);
      const bare = problemsOf(sql.replaceAll('strata-ignore', 'ignore'), engine);
      assert.deepEqual(
        bare.map(({ code }) => code),
        ['missing-if-exists', 'unindexed-foreign-key'],
      );
    }
  });

  it('has those that read trees, which settings know without loading them', () => {
    assert.deepEqual(treeRules.map(({ id }) => id).sort(), [...TREE_RULE_IDS].sort());
  });

  it('says how serious each is by default', () => {
    for (const { id, level } of [...rules, ...treeRules]) {
      assert.match(page, new RegExp(`\\| \\[\`${id}\`\\]\\(rules/${id}.md\\) +\\| ${level} +\\|`));
    }
  });
});
