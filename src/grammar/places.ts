/** The parser's trees count bytes of UTF-8 from 0; editors count UTF-16 units. */
export function fromBytes(text: string, bytes: number): number {
  let offset = 0;
  for (let count = 0; count < bytes && offset < text.length;) {
    const codePoint = text.codePointAt(offset) ?? 0;
    count += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    offset += codePoint > 0xffff ? 2 : 1;
  }
  return offset;
}
