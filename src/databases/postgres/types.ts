import type { CustomTypesConfig } from 'pg';

const oids = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
};

/** How columns come: as `Row` promises; what is not named here comes as the server prints it. */
const parsers = new Map<number, (text: string) => unknown>([
  [oids.bool, (text) => text === 't'],
  [oids.bytea, (text) => new Uint8Array(Buffer.from(text.slice('\\x'.length), 'hex'))],
  ...[oids.int2, oids.int4, oids.int8, oids.oid].map((oid) => [oid, BigInt] as const),
  ...[oids.float4, oids.float8].map((oid) => [oid, Number] as const),
]);

const asText = (text: string) => text;

export const types: CustomTypesConfig = {
  getTypeParser: (oid: number) => parsers.get(oid) ?? asText,
};
