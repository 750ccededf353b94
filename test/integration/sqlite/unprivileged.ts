/** Run by `unprivileged` in support.ts: permissions mean nothing to root, who runs tests in CI. */
import { StrataError } from '../../../src/core/errors.ts';
import { connectTo, type TestOptions } from './support.ts';

const nobody = 65_534;
const { path, sql, ...options } = JSON.parse(process.argv[2] ?? '') as TestOptions & {
  path: string;
  sql: string;
};

// All code must be loaded before: the clone may be in a folder that only root can enter.
await (await connectTo(':memory:', { driver: options.driver ?? null, mode: 'read' })).close();
if (process.getuid?.() === 0) process.setuid?.(nobody);
console.log(JSON.stringify(await outcome(), withBigInts));

async function outcome(): Promise<unknown> {
  try {
    const connection = await connectTo(path, options);
    const rows = await connection.query({ sql, values: [] });
    await connection.close();
    return { rows };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  }
}

function withBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
