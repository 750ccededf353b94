import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** Some tools' own runners are Python's; where there is none, a test's name says what it did not show. */
const withoutPython = (name: string): void => {
  it(`${name}: not shown here, without Python`, () => undefined);
};

export const hasPython = runs('import hashlib, json, sqlite3');
export const hasPyYaml = hasPython && runs('import yaml');

export function describeWithPython(name: string, body: () => void): void {
  if (hasPython) void describe(name, body);
  else withoutPython(name);
}

export function itWithPython(name: string, body: () => Promise<void>, isThere = hasPython): void {
  if (isThere) void it(name, body);
  else withoutPython(name);
}

/** What a program in Python prints. */
export function python(code: string, ...parameters: readonly string[]): string {
  return execFileSync('python3', ['-c', code, ...parameters], { encoding: 'utf8' }).trim();
}

function runs(code: string): boolean {
  return spawnSync('python3', ['-c', code]).status === 0;
}
