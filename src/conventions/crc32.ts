/** The checksum of a text's UTF-8. Node loads zlib with the first: whoever takes no lock needs none. */
export function crc32(text: string): number {
  return process.getBuiltinModule('node:zlib').crc32(text);
}
