/**
 * Text to UTF-8 and back. Names on this wire are short and nearly always ASCII, so that case is a plain loop; everything
 * else goes to the platform's coders, which are the only two globals that this package declares for itself.
 */
import { ProtocolError } from '../errors.ts';
import { shortTextReadBytesMax, shortTextWrittenCharsMax } from '../limits.ts';

declare const TextDecoder: new (
  encoding: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => {
  encode(text: string): Uint8Array;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The text in `bytes` from `start` to `end`; throws `invalidText` when it is not UTF-8. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= shortTextReadBytesMax) {
    let text = '';
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte > 0x7f) break;
      text += String.fromCharCode(byte);
    }
    if (at === end) return text;
  }
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch (cause) {
    throw new ProtocolError('invalidText', `the ${end - start} bytes of a string at ${start} are not UTF-8`, { cause });
  }
}

/** Whether every character of a short text is ASCII, so that its bytes are its characters. */
export function isShortAscii(text: string): boolean {
  if (text.length > shortTextWrittenCharsMax) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** The UTF-8 bytes of `text`. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}
