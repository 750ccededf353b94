import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgram } from '../../../src/cli/program.ts';

const nothing = (): Promise<void> => Promise.resolve();

describe('the command line', () => {
  const all = createProgram(nothing).commands;

  it('has nothing but the command that it begins with, which is the same as among all', () => {
    for (const command of all) {
      const alone = createProgram(nothing, command.name()).commands;
      assert.equal(alone.length, 1, command.name());
      assert.equal(alone[0]?.helpInformation(), command.helpInformation());
    }
  });

  it('has all commands where it begins with none of them', () => {
    const names = all.map((command) => command.name());
    for (const first of [undefined, '', '--help', '-C', 'help', 'stauts', 'toString']) {
      const found = createProgram(nothing, first).commands.map((command) => command.name());
      assert.deepEqual(found, names, first);
    }
  });
});
