/**
 * The checksum of a text's UTF-8, as zip files and PNG have it (ISO 3309).
 *
 * Node has it in `zlib`, whose streams take longer to load than all that is hashed here.
 */
export function crc32(text: string): number {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return ~crc >>> 0;
}

const POLYNOMIAL = 0xedb88320;
