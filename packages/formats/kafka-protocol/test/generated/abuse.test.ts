/**
 * Hostile bytes either decode or end in a ProtocolError, and never become more objects than their length warrants.
 * FAULT-139 (lengths that promise more than there is), FAULT-140 (varints, tags, nesting, 64-bit integers).
 */
import { expect, test } from 'vitest';
import { ProtocolError } from '../../src/index.ts';
import { type Case, cases } from '../support/messages.ts';
import { chanceFrom, valueOf } from '../support/values.ts';

/** Objects, arrays and elements that one byte may stand for: a structure of tagged fields brings its defaults along. */
const partsPerByte = 40;

function partsOf(value: unknown): number {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, below) => sum + partsOf(below), 1);
}

/** Decodes, and returns the code of the error if it failed; any other error than the typed one is thrown on. */
function attempt(one: Case, bytes: Uint8Array): string | undefined {
  try {
    const value = one.decode(bytes);
    const parts = partsOf(value);
    if (parts > partsPerByte * (bytes.byteLength + 1))
      throw new Error(`${one.message.name}: ${bytes.byteLength} bytes became ${parts} parts`);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown.code;
    throw thrown;
  }
}

function sample(one: Case, seed: number): Uint8Array {
  return one.encode(valueOf(one.message, one.version, chanceFrom(seed)));
}

test('FAULT-139 every proper beginning of a message is refused with a typed error', () => {
  for (const one of cases) {
    const bytes = sample(one, 7);
    const step = Math.max(1, Math.floor(bytes.byteLength / 40));
    for (let length = 0; length < bytes.byteLength; length += step)
      expect(attempt(one, bytes.subarray(0, length)), `${one.message.name} v${one.version} cut at ${length}`).toMatch(
        /^(truncated|tooManyElements)$/,
      );
  }
});

test('FAULT-139 a huge length at any place is refused or read as a harmless value', () => {
  for (const one of cases) {
    const bytes = sample(one, 3);
    const step = Math.max(1, Math.floor(bytes.byteLength / 60));
    for (let at = 0; at < bytes.byteLength; at += step) {
      const plain = Uint8Array.from(bytes);
      plain.set([0x7f, 0xff, 0xff, 0xff].slice(0, bytes.byteLength - at), at);
      attempt(one, plain);
      attempt(one, Buffer.concat([bytes.subarray(0, at), Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f), bytes.subarray(at)]));
    }
  }
});

test('FAULT-140 flipped, inserted and removed bytes are refused with a typed error or decode', () => {
  for (const [index, one] of cases.entries()) {
    const chance = chanceFrom(index);
    const bytes = sample(one, 11);
    for (let round = 0; round < 30; round++) {
      const at = Math.floor(chance() * bytes.byteLength);
      const noise = Uint8Array.from({ length: Math.floor(chance() * 4) }, () => Math.floor(chance() * 256));
      attempt(one, Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + Math.floor(chance() * 3))]));
    }
  }
});

test('bytes behind a response are refused; behind a request and other messages they are passed over', () => {
  for (const one of cases) {
    const longer = Buffer.concat([sample(one, 1), Uint8Array.of(0)]);

    expect(attempt(one, longer)).toBe(one.isClosed ? 'trailingBytes' : undefined);
  }
});
