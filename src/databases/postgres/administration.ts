import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { AdvisoryLock } from '../../core/engine.ts';
import { LEASE_TABLE } from '../../core/own-tables.ts';
import { quoteIdentifier, type TableName } from '../../core/statement.ts';
import type { Administration } from '../administration.ts';
import type { LockHolder } from '../database.ts';
import { makeBackupFile } from '../backup-file.ts';
import { findProgram, missingProgram } from '../programs.ts';
import type { PostgresTarget } from '../target.ts';
import { clientEnv } from './client-env.ts';
import { closeClient, openClient } from './client.ts';
import { PostgresConnection } from './connection.ts';
import { asConnectError } from './connect-error.ts';
import { emptySchema } from './empty-schema.ts';
import { leaseTable } from './lease-table.ts';
import { leaseHolderOf } from './lease.ts';
import { likenessOf } from './likeness.ts';
import { locate } from './locate.ts';
import { holderOf } from './lock.ts';
import { onMaintenance, refusal, whoIsConnected } from './maintenance.ts';
import { assertOwnSession } from './pooler.ts';
import { isAnswer } from './server-error.ts';
import { getIt, ServerProgram } from './server-program.ts';
import { examineSession } from './session.ts';

export function administrationOf(target: PostgresTarget): Administration {
  const { database, display } = target;
  const name = quoteIdentifier(database);
  return {
    backupExtension: '.dump',

    exists: ({ signal }) =>
      onMaintenance(target, signal, async (client) => (await ownerOf(client, database)) !== null),

    async backup(file, { signal }) {
      const major = await majorOf(target, signal);
      const dump = await ServerProgram.find('pg_dump', major);
      const reader = await ServerProgram.find('pg_restore', major);
      await makeBackupFile(file, async (unfinished) => {
        const to = ['--format=custom', '--no-password', `--file=${unfinished}`];
        await dump.run(target, to, signal);
        await reader.run(target, ['--list', unfinished], signal);
      });
    },

    async restore(file, { signal }) {
      const restore = await ServerProgram.find('pg_restore', await majorOf(target, signal));
      await restore.run(target, ['--list', file], signal).catch((error: unknown) => {
        throw unsound(file, error);
      });
      const how = ['--clean', '--if-exists', '--single-transaction', '--no-password'];
      await restore.run(target, [...how, `--dbname=${connectionString(database)}`, file], signal);
    },

    create: ({ signal }) =>
      onMaintenance(target, signal, async (client) => {
        await client.query(`CREATE DATABASE ${name}`).catch((error: unknown) => {
          throw refusal(error, l10n.t('The database “{0}” can’t be made', database), display);
        });
      }),

    drop: ({ signal }) =>
      onMaintenance(target, signal, (client) => drop(client, database, display)),

    recreate: ({ signal }) =>
      onMaintenance(target, signal, async (client) => {
        const owner = await ownerOf(client, database);
        // Made first: who may not do that loses nothing.
        const fresh = quoteIdentifier(`strata_${randomBytes(8).toString('hex')}`);
        await client
          .query(
            owner === null
              ? `CREATE DATABASE ${fresh}`
              : `CREATE DATABASE ${fresh} OWNER ${quoteIdentifier(owner)} TEMPLATE template0 ${await likenessOf(client, database)}`,
          )
          .catch((error: unknown) => {
            throw refusal(error, l10n.t('No database can be made'), display);
          });
        try {
          await drop(client, database, display);
          await client.query(`ALTER DATABASE ${fresh} RENAME TO ${name}`);
        } catch (error) {
          await client.query(`DROP DATABASE IF EXISTS ${fresh}`).catch(() => undefined);
          throw error;
        }
      }),

    async emptySchema(schema, { signal }) {
      const client = await openClient(target, signal);
      try {
        await emptySchema(client, schema);
      } catch (error) {
        throw refusal(error, l10n.t('The schema “{0}” can’t be emptied', schema), display);
      } finally {
        await closeClient(client);
      }
    },

    rehearseOnCopy: null,

    async hold(lock, options) {
      const connection = await PostgresConnection.open(target, {
        ...{ mode: 'write', isolated: false, foreignKeys: true, fixedTimes: true },
        ...(options.signal && { signal: options.signal }),
      });
      try {
        await connection.lock(lock, options);
      } catch (error) {
        await connection.close();
        throw error;
      }
      return () => connection.close();
    },

    async heldBy(lock, { signal, beside }) {
      if (lock.kind === 'file') return null;
      const client = await openClient(target, signal);
      try {
        return (await advisoryHolderOf(client, lock)) ?? (await leaseHolder(client, lock, beside));
      } catch (error) {
        throw asConnectError(error, target);
      } finally {
        await closeClient(client);
      }
    },

    async shell(parameters) {
      const command = await findProgram(SHELL);
      if (command === null) throw missingProgram(SHELL, getIt(null));
      return { command, parameters, env: clientEnv(target) };
    },
  };
}

const SHELL = 'psql';

/** Not every server that speaks the protocol has a list of locks. */
async function advisoryHolderOf(client: Client, lock: AdvisoryLock): Promise<LockHolder | null> {
  return holderOf(client, lock).catch((error: unknown) => {
    if (isAnswer(error)) return null;
    throw error;
  });
}

async function leaseHolder(
  client: Client,
  { key }: AdvisoryLock,
  beside: TableName | undefined,
): Promise<LockHolder | null> {
  const wanted = { schema: beside?.schema ?? null, name: LEASE_TABLE };
  const { table, columns } = await locate(client, wanted);
  return columns === null ? null : leaseHolderOf(client, leaseTable(table.schema ?? '', key));
}

/** Of a server whose session is ours alone: pg_dump and pg_restore set what they like. */
async function majorOf(target: PostgresTarget, signal: AbortSignal | undefined): Promise<number> {
  const client = await openClient(target, signal);
  try {
    const session = await examineSession(client, target, { mode: 'read', fixedTimes: true });
    await assertOwnSession(client, session, target, signal);
    return Number.parseInt(session.server.version);
  } finally {
    await closeClient(client);
  }
}

async function drop(client: Client, database: string, display: string): Promise<void> {
  await client
    .query(`DROP DATABASE IF EXISTS ${quoteIdentifier(database)}`)
    .catch(async (error: unknown) => {
      const who = await whoIsConnected(client, database);
      throw refusal(error, l10n.t('The database “{0}” can’t be dropped', database), display, who);
    });
}

/** Null: there is no such database. */
async function ownerOf(client: Client, database: string): Promise<string | null> {
  const { rows } = await client.query<{ owner: string }>(
    `SELECT pg_catalog.pg_get_userbyid(datdba) AS owner
      FROM pg_catalog.pg_database WHERE datname = $1`,
    [database],
  );
  return rows[0]?.owner ?? null;
}

/** A name of its own might be read as a whole connection string. */
function connectionString(database: string): string {
  return `dbname='${database.replaceAll(/['\\]/g, '\\$&')}'`;
}

function unsound(file: string, error: unknown): unknown {
  if (!(error instanceof StrataError) || error.code !== 'refused') return error;
  return new StrataError('refused', l10n.t('{0} is no sound backup: {1}', file, error.message), {
    hint: l10n.t('Nothing was restored. Take another backup.'),
    cause: error,
  });
}
