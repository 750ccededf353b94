import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carriedOver } from '../../../src/checks/carried-over.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { NOT_YET, type CheckStanding } from '../../../src/extension/checks/project-check.ts';
import type { Remedy } from '../../../src/extension/checks/shadow-keeper.ts';
import { standingText } from '../../../src/extension/checks/standing-text.ts';
import { subjectsIn } from '../../../src/extension/checks/subjects.ts';
import { Verdicts } from '../../../src/extension/checks/verdicts.ts';
import { judgeShop } from './shop.ts';

const at = (line: number, endLine = line): Problem => ({
  ...{ code: 'engine', severity: 'error', message: 'no', path: 'a.sql', version: '1' },
  location: { line, column: 1, endLine, endColumn: 5 },
});
const script = (sql: string, line = 1) => ({
  ...{ path: 'a.sql', sql, start: { line, column: 1 }, marker: null, transactional: true },
});

/** The lines of what is left of problems in every line of `then`. */
function carried(then: string, now: string, moved = 0): readonly (number | undefined)[] {
  const problems = then.split('\n').map((_, index) => at(index + 1));
  return carriedOver(problems, script(then), script(now, 1 + moved)).map(
    ({ location }) => location?.line,
  );
}

describe('what was said of an older text', () => {
  it('stays on the lines that are the same, wherever they are now', () => {
    assert.deepEqual(carried('a\nb\nc', 'a\nb\nc'), [1, 2, 3]);
    assert.deepEqual(carried('a\nb\nc', 'a\nx\nc'), [1, 3]);
    assert.deepEqual(carried('a\nb\nc', 'a\nx\ny\nb\nc'), [1, 4, 5]);
    assert.deepEqual(carried('a\nb\nc', 'c'), [1]);
    assert.deepEqual(carried('a\na', 'a\na\na'), [1, 2]);
    assert.deepEqual(carried('a\nb', '', 0), []);
  });

  it('moves with a section, and loses a fix that is for where it was', () => {
    assert.deepEqual(carried('a\nb', 'a\nb', 3), [4, 5]);
    const fixed: Problem = { ...at(2), fix: { kind: 'remove-bom' } };
    const [same] = carriedOver([fixed], script('a\nb'), script('a\nb'));
    const [moved] = carriedOver([fixed], script('a\nb'), script('x\na\nb'));
    assert.ok(same?.fix);
    assert.equal(moved?.fix, undefined);
  });

  it('is gone where an edit touches one of its lines', () => {
    assert.deepEqual(carriedOver([at(1, 3)], script('a\nb\nc\nd'), script('a\nx\nc\nd')), []);
  });
});

describe('verdicts', () => {
  const migration = (sql: string) => ({
    ...{ version: '1', description: '', down: null, checksum: null, metadata: null },
    up: script(sql),
  });
  const judged = (sql: string, ...problems: Problem[]) => ({
    ...{ script: script(sql), problems, names: [], complete: true },
  });

  it('of what is open are forgotten when it is closed; those of a check of all stay', () => {
    const verdicts = new Verdicts();
    const residue: Problem = { ...at(1), code: 'residue' };
    verdicts.setWhole([{ ...judged('a', residue), direction: 'up' }]);
    verdicts.set('up', judged('a', at(1)));
    const codes = (sql: string) => verdicts.problemsOf([migration(sql)]).map(({ code }) => code);
    assert.deepEqual(codes('a'), ['engine', 'residue']);
    assert.deepEqual(codes('b'), []);
    verdicts.retain(new Set());
    assert.deepEqual(codes('a'), ['residue']);
  });

  it('keep how the schema was when the script last went through', () => {
    const verdicts = new Verdicts();
    const schema = (name: string) => ({
      engine: 'sqlite' as const,
      objects: [
        { kind: 'table' as const, schema: null, owner: null, name, definition: '', position: null },
      ],
    });
    const subject = { script: script('a'), direction: 'up' as const };
    verdicts.setSchemas(subject, { before: schema('a'), after: schema('b') });
    verdicts.setSchemas(subject, { before: schema('c'), after: null });
    assert.deepEqual(verdicts.schemasOf('a.sql', 'up'), {
      before: schema('c'),
      after: schema('b'),
    });
  });
});

describe('what is open', () => {
  it('is judged behind what precedes it, a down script behind its own', async () => {
    const status = await judgeShop({
      files: { '1_a.sql': 'a;', '2_b.up.sql': 'b;', '2_b.down.sql': 'c;', '3_c.sql': 'd;' },
      applied: { 1: 'a;' },
    });
    const { project, files } = status;
    const open = ['1_a.sql', '2_b.up.sql', '2_b.down.sql'].map((name) => `migrations/${name}`);
    const told = (reading: Parameters<typeof subjectsIn>[2]) =>
      subjectsIn(project, 'sqlite', reading, open).map(
        ({ version, direction, before, rules, isApplied }) =>
          [version, direction, before.map((each) => each.version).join(), rules, isApplied].join(
            ' ',
          ),
      );
    assert.deepEqual(told({ files, status }), [
      '1 up  false true',
      '2 up 1 true false',
      '2 down 1,2 true false',
    ]);
    assert.deepEqual(told({ files, status: null }), [
      '1 up  false false',
      '2 up 1 false false',
      '2 down 1,2 false false',
    ]);
  });
});

describe('where migrations are checked', () => {
  it('is said in one line, with what a click could do', () => {
    const text = (standing: CheckStanding) => {
      const { text: said, detail, remedy, isWarning } = standingText(standing);
      return [said, detail, remedy, isWarning];
    };
    const about = { kind: 'memory', version: '3.50.4', place: 'in memory' } as const;
    assert.deepEqual(text(NOT_YET), ['Not checked yet', null, null, false]);
    assert.deepEqual(text({ kind: 'none', reason: 'Why.', remedy: null }), [
      'Not checked',
      'Why.',
      null,
      false,
    ]);
    assert.deepEqual(text({ kind: 'shadow', about, complete: true }), [
      ...['Checked by SQLite 3.50.4, in memory', null, null, false],
    ]);
    assert.deepEqual(text({ kind: 'shadow', about, complete: false }), [
      'Checked in part by SQLite 3.50.4, in memory',
      'Not all statements can be tried there.',
      null,
      false,
    ]);
    const byText = (remedy: Remedy) => text({ kind: 'text', reason: 'Far.', remedy });
    assert.deepEqual(byText('ask'), ['Checked by text only', 'Far.', 'ask', false]);
    assert.deepEqual(byText('explain'), ['Checked by text only', 'Far.', 'explain', true]);
    const long = { kind: 'text', reason: `${'far '.repeat(20)}\nand more`, remedy: 'ask' } as const;
    assert.equal(text(long)[1], `${'far '.repeat(9)}f…`, 'the link beside it is to be seen');
  });
});
