import { contract } from '../contract.ts';
import { connectTo, look, newPath, slowStatement, type TestOptions } from './support.ts';

const kinds: [string, TestOptions][] = [
  ['better-sqlite3', { driver: 'better-sqlite3' }],
  ['better-sqlite3 in a process of its own', { driver: 'better-sqlite3', isolated: true }],
  ['node:sqlite', { driver: 'node:sqlite' }],
  ['node:sqlite in a process of its own', { driver: 'node:sqlite', isolated: true }],
];

for (const [name, kind] of kinds) {
  contract(name, {
    engine: 'sqlite',
    advisoryLocks: false,
    slowStatement: kind.isolated ? slowStatement : null,
    create: () => {
      const path = newPath();
      return Promise.resolve({
        connect: (options) => connectTo(path, { ...kind, ...options }),
        look: (sql) => Promise.resolve(look(path, sql)),
        dispose: () => Promise.resolve(),
      });
    },
  });
}
