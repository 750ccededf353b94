import { crc32 } from './crc32.ts';

/** "STRA", so that the key is no other program's. */
const PREFIX = 0x53545241n;

/** What keeps two of us apart on a server, where the tool itself locks nothing: one key a database. */
export function advisoryKey(database: string): bigint {
  return BigInt.asIntN(64, (PREFIX << 32n) + BigInt(crc32(database)));
}
