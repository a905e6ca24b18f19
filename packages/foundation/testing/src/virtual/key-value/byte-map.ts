/** A map from bytes to bytes, walked in the order of unsigned bytes. */
import type { KeyRange, KeyValueOperation } from '@ottla/base';

type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** Keys are kept as Latin-1 text: its order is the order of the bytes. */
export class ByteMap {
  private readonly content: Map<string, Uint8Array>;

  constructor(content: Map<string, Uint8Array> = new Map()) {
    this.content = content;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.content.get(textOf(key))?.slice();
  }

  apply(operations: readonly KeyValueOperation[]): void {
    for (const operation of operations) {
      if (operation.kind === 'put') this.content.set(textOf(operation.key), operation.value);
      else this.content.delete(textOf(operation.key));
    }
  }

  /** The entries of the range as they are now. */
  entries(range: KeyRange): Entry[] {
    const from = range.from === undefined ? '' : textOf(range.from);
    const to = range.to === undefined ? undefined : textOf(range.to);
    const found = [...this.content].filter(([key]) => key >= from && (to === undefined || key < to));
    found.sort(([left], [right]) => (left < right ? -1 : 1));
    if (range.reverse === true) found.reverse();
    return found.slice(0, range.limit).map(([key, value]) => [bytesOf(key), value.slice()] as const);
  }

  clone(): ByteMap {
    return new ByteMap(new Map(this.content));
  }
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
