import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ProblemCode } from '../../../src/core/problem.ts';
import type { RuleId } from '../../../src/core/rule-ids.ts';
import { explanationOf, PROBLEMS_PAGE } from '../../../src/extension/diagnostics/docs.ts';

const root = join(import.meta.dirname, '../../..');

/** The compiler holds this to be all of them. */
const CODES: Readonly<Record<Exclude<ProblemCode, RuleId>, true>> = {
  naming: true,
  'duplicate-version': true,
  gap: true,
  modified: true,
  missing: true,
  failed: true,
  'out-of-order': true,
  'orphan-down': true,
  'missing-down': true,
  encoding: true,
  unreadable: true,
  'foreign-history': true,
  'corrupt-history': true,
  'empty-script': true,
  'copy-data': true,
  'psql-command': true,
  'transaction-control': true,
  'history-change': true,
  'lock-release': true,
  irreversible: true,
  'unknown-version': true,
  repair: true,
  'ambiguous-section': true,
  'empty-section': true,
  dependency: true,
  metadata: true,
  'literal-password': true,
  'shared-history': true,
  syntax: true,
  engine: true,
  'not-checked': true,
  residue: true,
};

describe('the page of problems', () => {
  const page = readFileSync(join(root, 'docs/problems.md'), 'utf8');

  for (const code of Object.keys(CODES) as ProblemCode[]) {
    it(`explains ${code}`, () => {
      const section = page.split(`\n## ${code}\n`)[1]?.split('\n## ')[0];
      assert.match(section ?? '', /\*\*Remedy\.\*\*/);
      assert.ok(page.includes(`[\`${code}\`](#${code})`), 'it is in the table');
      assert.equal(explanationOf(code), `${PROBLEMS_PAGE}#${code}`);
    });
  }

  it('is in the repository that the package names', () => {
    const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      repository: { url: string };
    };
    const url = repository.url.replace(/\.git$/, '');
    assert.equal(PROBLEMS_PAGE, `${url}/blob/main/docs/problems.md`);
  });
});
