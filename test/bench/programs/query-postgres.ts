import { Client } from 'pg';

// How many migrations are applied, by the driver alone.

const client = new Client({ connectionString: process.argv[2] });
await client.connect();
const { rows } = await client.query('SELECT * FROM _sqlx_migrations ORDER BY version');
console.log(rows.length);
await client.end();
