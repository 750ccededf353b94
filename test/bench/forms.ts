import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from './migration-set.ts';

/** The same migrations as each tool has them; all into `migrations` below the folder. */
export type Form = (folder: string, all: readonly Change[]) => void;

/** A section each for the way there and back. */
const sections =
  (up: string, down: string) =>
  (change: Change): string =>
    `${up}\n${change.up}\n${down}\n${change.down}`;

export const asDbmate = form('.sql', sections('-- migrate:up', '-- migrate:down'));
export const asNodePgMigrate = form('.sql', sections('-- Up Migration', '-- Down Migration'));
export const asPostgresMigrations = form(
  '.sql',
  ({ up }) => up,
  // It counts 1, 2, 3, and wants each name once.
  ({ number, kind }) => `${number}_${kind}_${number}`,
);
export const asKnex = form('.cjs', ({ up, down }) => {
  const ways = Object.entries({ up, down }).map(
    ([name, sql]) => `exports.${name} = (knex) => knex.raw(${JSON.stringify(sql)});\n`,
  );
  return `exports.config = { transaction: true };\n${ways.join('')}`;
});

function form(
  extension: string,
  text: (change: Change) => string,
  nameOf: (change: Change) => string = ({ number, kind }) =>
    `${String(number).padStart(5, '0')}_${kind}`,
): Form {
  return (folder, all) => {
    mkdirSync(join(folder, 'migrations'), { recursive: true });
    for (const change of all) {
      writeFileSync(join(folder, 'migrations', `${nameOf(change)}${extension}`), text(change));
    }
  };
}
