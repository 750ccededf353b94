import { Client } from 'pg';
import type { Row } from '../../../src/core/statement.ts';
import { contract } from '../contract.ts';
import { connect } from './connect.ts';
import { postgres } from '../../support/postgres.ts';

contract('pg', {
  engine: 'postgres',
  advisoryLocks: true,
  slowStatement: 'SELECT pg_sleep(20)',
  create: async () => {
    const { url } = await (await postgres()).createDatabase();
    const raw = new Client({ connectionString: url });
    await raw.connect();
    return {
      connect: (options) => connect(url, options),
      look: async (sql) => (await raw.query<Row>(sql)).rows,
      dispose: () => raw.end(),
    };
  },
});
