import { hash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

/** What a pack's name ends in. */
export const PACK = '.pack';

/** Where a text is. */
export interface Piece {
  /** In bytes, from the beginning of the file. */
  readonly start: number;
  /** In bytes; null: to the end of the file. */
  readonly length: number | null;
}

/** Many texts as one file, which is named by what it says that it has. */
export interface Pack {
  readonly file: string;
  readonly bytes: Buffer;
  readonly pieces: ReadonlyMap<string, Piece>;
}

/** An index goes ahead, so that whoever looks for a text reads no other: its length, names, lengths. */
export function pack(texts: ReadonlyMap<string, string>): Pack {
  const bodies = [...texts.values()].map((text) => Buffer.from(text));
  const lengths = [...texts.keys()].map((name, at) => [name, bodies[at]?.length ?? 0] as const);
  const index = Buffer.from(JSON.stringify(lengths));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(index.length);
  return {
    file: fileOf(index),
    bytes: Buffer.concat([head, index, ...bodies]),
    pieces: piecesAfter(HEAD + index.length, lengths),
  };
}

/** By name; null where its index is not the one that it is named by. @throws as `open` and `read` do */
export async function piecesOf(path: string): Promise<ReadonlyMap<string, Piece> | null> {
  return await reading(path, async (file) => {
    const head = await read(file, 0, HEAD);
    if (head.length < HEAD) return null;
    const length = head.readUInt32LE();
    const { size } = await file.stat();
    if (length > size) return null;
    const index = await read(file, HEAD, length);
    if (fileOf(index) !== basename(path)) return null;
    return piecesAfter(HEAD + length, JSON.parse(String(index)) as Lengths);
  });
}

/** @throws as `open` and `read` do */
export async function textAt(path: string, { start, length }: Piece): Promise<string> {
  if (length === null) return await readFile(path, 'utf8');
  return await reading(path, async (file) => String(await read(file, start, length)));
}

type Lengths = readonly (readonly [name: string, length: number])[];

/** In bytes. */
const HEAD = 4;

function piecesAfter(start: number, lengths: Lengths): ReadonlyMap<string, Piece> {
  const pieces = new Map<string, Piece>();
  for (const [name, length] of lengths) {
    pieces.set(name, { start, length });
    start += length;
  }
  return pieces;
}

function fileOf(index: Buffer): string {
  return `${hash('sha256', index).slice(0, 40)}${PACK}`;
}

async function reading<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}
