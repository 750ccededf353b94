import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

const drivers = pathToFileURL(
  join(import.meta.dirname, '../../../src/databases/sqlite/drivers.ts'),
);

/** The driver that loads in a Node with these flags and this Node-API, or why none does. */
function loaded(flags: string[], napi = process.versions.napi): string {
  const code = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, napi: '${napi}' } });
    import('${drivers.href}')
      .then(({ loadDriver }) => loadDriver(null))
      .then(({ name }) => console.log(name), ({ code, message }) => console.log(code, message));
  `;
  return execFileSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8' }).trim();
}

describe('the driver', () => {
  it('is better-sqlite3', () => {
    assert.equal(loaded([]), 'better-sqlite3');
  });

  it('is Node’s own where the Node-API is too old, which would end the process', () => {
    assert.equal(loaded([], '9'), 'node:sqlite');
  });

  it('is none where neither loads, and each reason is told', () => {
    assert.equal(
      loaded(['--no-experimental-sqlite'], '9'),
      'connect SQLite can’t be loaded here (better-sqlite3: it needs Node-API 10, and this is ' +
        `Node ${process.versions.node}; node:sqlite: No such built-in module: node:sqlite).`,
    );
  });
});
