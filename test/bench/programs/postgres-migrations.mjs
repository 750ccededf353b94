// postgres-migrations has no command that applies: this is the one that its page shows.
import pg from 'pg';
import { migrate } from 'postgres-migrations';

const [folder, url] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  await migrate({ client }, folder);
} finally {
  await client.end();
}
