import { Buffer } from 'node:buffer';

/** Whether a file that is not UTF-8 holds this very text in an encoding that editors save in. */
export function isReencoded(readAsUtf8: string, text: string): boolean {
  if (!readAsUtf8.includes('\uFFFD')) return false;
  const bare = text.replace(/^\uFEFF/, '');
  return [windows1252(bare), ...utf16(bare), ...utf16(`\uFEFF${bare}`)].some(
    (bytes) => bytes !== null && decoded(bytes) === readAsUtf8,
  );
}

/** Of a file's first bytes. */
export function hasMarkOfUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function utf16(text: string): readonly Buffer[] {
  const little = Buffer.from(text, 'utf16le');
  return [little, Buffer.from(little).swap16()];
}

/** With it ISO 8859-1, which has the same letters; null where it lacks a character. */
function windows1252(text: string): Buffer | null {
  bytesOfWindows1252 ??= new Map(Array.from(ofWindows1252(), (char, byte) => [char, byte]));
  const bytes = Array.from(text, (char) => bytesOfWindows1252?.get(char));
  return bytes.includes(undefined) ? null : Buffer.from(bytes as number[]);
}

/** Made when it is first asked for: most never ask, and its decoder takes a while to load. */
let bytesOfWindows1252: ReadonlyMap<string, number> | undefined;

function ofWindows1252(): string {
  return new TextDecoder('windows-1252').decode(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
  );
}

/** As a file is read. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
