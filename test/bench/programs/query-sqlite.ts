import Database from 'better-sqlite3';

// How many migrations are applied, by the driver alone.

const database = new Database(process.argv[2], { readonly: true });
console.log(database.prepare('SELECT * FROM _sqlx_migrations ORDER BY version').all().length);
database.close();
