import assert from 'node:assert/strict';
import { StrataError, type ErrorCode } from '../../../src/core/errors.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Connection, ConnectOptions } from '../../../src/databases/database.ts';
import { postgres } from '../../../src/databases/postgres/index.ts';

/** Connects as the runner does, with nothing from this process's environment. */
export function connect(
  url: string,
  options: Partial<ConnectOptions> = {},
  env: Record<string, string> = {},
): Promise<Connection> {
  const target = parseAddress(url, { base: process.cwd(), env });
  return postgres.connect(target, {
    mode: 'write',
    isolated: true,
    foreignKeys: true,
    fixedTimes: true,
    ...options,
  });
}

/** The error that the work must end with. */
export async function errorOf(work: Promise<unknown>, code: ErrorCode): Promise<StrataError> {
  const error = await work.then(
    () => assert.fail('it went well'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StrataError, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}

/** Address with another part: `withPart(url, 'password', 'x')`. */
export function withPart(
  url: string,
  part: 'hostname' | 'port' | 'username' | 'password' | 'pathname',
  value: string,
): string {
  const changed = new URL(url);
  changed[part] = value;
  return changed.href;
}

export function withParameters(url: string, parameters: Record<string, string>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
  return changed.href;
}
