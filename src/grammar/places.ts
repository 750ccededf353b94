/**
 * The parser's trees count bytes of UTF-8 from 0; editors count UTF-16 units. Asked in rising order
 * it reads the text once.
 */
export function bytePlaces(text: string): (bytes: number) => number {
  let offset = 0;
  let count = 0;
  return (bytes) => {
    if (bytes < count) [offset, count] = [0, 0];
    while (count < bytes && offset < text.length) {
      const codePoint = text.codePointAt(offset) ?? 0;
      count += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      offset += codePoint > 0xffff ? 2 : 1;
    }
    return offset;
  };
}
