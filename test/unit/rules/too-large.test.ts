import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_LINES, MOST_TABLES } from '../../../src/rules/too-large.ts';
import { ENGINES, marked, problemsBy } from './support.ts';

const ID = 'too-large';

function tables(count: number, statement: (name: string) => string): string {
  return Array.from({ length: count }, (_, index) => statement(`t${index}`)).join('\n');
}

describe(ID, () => {
  for (const engine of ENGINES) {
    it(`marks the first table that is one too many on ${engine}`, () => {
      const create = (name: string): string => `CREATE TABLE ${name} (a int);`;
      assert.deepEqual(marked(ID, tables(MOST_TABLES, create), engine), []);
      assert.deepEqual(marked(ID, tables(MOST_TABLES + 1, create), engine), ['CREATE TABLE t10']);
    });

    it(`counts a table once, whatever is done to it on ${engine}`, () => {
      const many = (name: string): string =>
        `CREATE TABLE ${name} (a int); CREATE INDEX i ON ${name} (a); ALTER TABLE ${name.toUpperCase()} ADD b int; DROP TABLE ${name};`;
      assert.deepEqual(marked(ID, tables(MOST_TABLES, many), engine), []);
    });

    it(`marks the first statement of a script of too many lines on ${engine}`, () => {
      const lines = (count: number): string =>
        `-- Numbers.\n\nINSERT INTO a VALUES\n${'(1),\n'.repeat(count - 2)}(1);\n`;
      assert.deepEqual(marked(ID, lines(MOST_LINES), engine), []);
      assert.deepEqual(marked(ID, lines(MOST_LINES + 1), engine), ['INSERT INTO a']);
      const [problem] = problemsBy(ID, lines(MOST_LINES + 1), engine);
      assert.match(problem?.message ?? '', /has 501 lines of SQL, and more than 500/);
    });

    it(`has nothing to say about down scripts on ${engine}`, () => {
      const drop = tables(50, (name) => `DROP TABLE ${name};`);
      assert.deepEqual(marked(ID, drop, engine, { direction: 'down' }), []);
      assert.deepEqual(marked(ID, drop, engine), ['DROP TABLE t10']);
    });
  }
});
