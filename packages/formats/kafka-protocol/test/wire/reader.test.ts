/** The reader of primitive values. FAULT-139 and FAULT-140 value by value. */
import { describe, expect, test } from 'vitest';
import { messageElementsMax, ProtocolError, Reader } from '../../src/index.ts';

const reader = (...bytes: number[]): Reader => new Reader(Uint8Array.from(bytes));

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown.code;
    throw thrown;
  }
}

describe('integers', () => {
  test('are signed and in network order', () => {
    const from = reader(0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfd, 0xff, 0xfc);

    expect([from.int8(), from.int16(), from.int32(), from.uint16()]).toEqual([-1, -2, -3, 0xfffc]);
  });

  test('of 64 bits keep every safe value', () => {
    expect(reader(0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).int64()).toBe(Number.MAX_SAFE_INTEGER);
    expect(reader(0xff, 0xe0, 0, 0, 0, 0, 0, 1).int64()).toBe(Number.MIN_SAFE_INTEGER);
    expect(reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe).int64()).toBe(-2);
  });

  test('FAULT-140 of 64 bits beyond the safe range are refused', () => {
    expect(codeOf(() => reader(0, 0x20, 0, 0, 0, 0, 0, 0).int64())).toBe('unsafeInteger');
    expect(codeOf(() => reader(0, 0x20, 0, 0, 0, 0, 0, 1).int64())).toBe('unsafeInteger');
    expect(codeOf(() => reader(0xff, 0xe0, 0, 0, 0, 0, 0, 0).int64())).toBe('unsafeInteger');
    expect(codeOf(() => reader(0x80, 0, 0, 0, 0, 0, 0, 0).int64())).toBe('unsafeInteger');
  });

  test('that people choose are brought to the nearest safe integer', () => {
    expect(reader(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).int64Clamped()).toBe(Number.MAX_SAFE_INTEGER);
    expect(reader(0x80, 0, 0, 0, 0, 0, 0, 0).int64Clamped()).toBe(Number.MIN_SAFE_INTEGER);
    expect(reader(0, 0, 0, 0, 0, 0, 0, 5).int64Clamped()).toBe(5);
  });
});

describe('varints', () => {
  test('hold 32 bits', () => {
    expect(reader(0x00).uvarint()).toBe(0);
    expect(reader(0xac, 0x02).uvarint()).toBe(300);
    expect(reader(0xff, 0xff, 0xff, 0xff, 0x0f).uvarint()).toBe(0xffff_ffff);
  });

  test('FAULT-140 with more bits, or without an end, are refused', () => {
    expect(codeOf(() => reader(0xff, 0xff, 0xff, 0xff, 0x1f).uvarint())).toBe('invalidVarint');
    expect(codeOf(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x00).uvarint())).toBe('invalidVarint');
    expect(codeOf(() => reader(0x80, 0x80).uvarint())).toBe('truncated');
  });
});

describe('strings', () => {
  test('are UTF-8, with a byte order mark kept', () => {
    const text = '\ufeffgröße \u{1f40e}';
    const bytes = Buffer.from(text);

    expect(reader(0, bytes.length, ...bytes).string(false)).toBe(text);
    expect(reader(bytes.length + 1, ...bytes).string(true)).toBe(text);
  });

  test('that are not UTF-8 are refused', () => {
    expect(codeOf(() => reader(0, 2, 0xc3, 0x28).string(false))).toBe('invalidText');
  });

  test('may be null only where the version has null', () => {
    expect(reader(0xff, 0xff).nullableString(false)).toBeNull();
    expect(reader(0).nullableString(true)).toBeNull();
    expect(codeOf(() => reader(0).string(true))).toBe('unexpectedNull');
  });

  test('with a length below -1 or above 32767 are refused', () => {
    expect(codeOf(() => reader(0xff, 0xfe).string(false))).toBe('invalidLength');
    expect(codeOf(() => reader(0x81, 0x80, 0x02).string(true))).toBe('invalidLength');
  });
});

describe('bytes', () => {
  test('are views into the frame', () => {
    const frame = Uint8Array.of(0, 0, 0, 2, 7, 8);

    const bytes = new Reader(frame).bytes(false);

    expect(bytes.buffer).toBe(frame.buffer);
    expect([...bytes]).toEqual([7, 8]);
  });

  test('longer than the message are refused', () => {
    expect(codeOf(() => reader(0x7f, 0xff, 0xff, 0xff).bytes(false))).toBe('truncated');
    expect(codeOf(() => reader(0xff, 0xff, 0xff, 0xfe).bytes(false))).toBe('invalidLength');
  });
});

describe('arrays', () => {
  const int32 = (from: Reader): number => from.int32();

  test('FAULT-139 claiming more elements than the bytes can hold are refused before anything is read', () => {
    let reads = 0;
    const count = (from: Reader): number => {
      reads++;
      return from.int32();
    };

    expect(codeOf(() => reader(0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1).array(false, 4, count, 0))).toBe('tooManyElements');
    expect(codeOf(() => reader(0, 0, 0, 2, 0, 0, 0, 1).array(false, 4, count, 0))).toBe('tooManyElements');
    expect(reads).toBe(0);
  });

  test('FAULT-139 of one message share a budget of elements', () => {
    const bytes = new Uint8Array(2 * (messageElementsMax + 4));
    const view = new DataView(bytes.buffer);
    view.setInt32(0, messageElementsMax - 1);
    view.setInt32(messageElementsMax + 3, 2);
    const from = new Reader(bytes);
    from.array(false, 1, (element) => element.int8(), 0);

    expect(codeOf(() => from.array(false, 1, (element) => element.int8(), 0))).toBe('tooManyElements');
  });

  test('may be null only where the version has null', () => {
    expect(reader(0xff, 0xff, 0xff, 0xff).nullableArray(false, 4, int32, 0)).toBeNull();
    expect(codeOf(() => reader(0).array(true, 4, int32, 0))).toBe('unexpectedNull');
    expect(codeOf(() => reader(0xff, 0xff, 0xff, 0xfe).array(false, 4, int32, 0))).toBe('invalidLength');
  });
});

describe('tagged fields', () => {
  test('of unknown number are passed over', () => {
    const from = reader(2, 5, 1, 0xaa, 9, 2, 0xbb, 0xcc, 42);

    from.skipTags();

    expect(from.int8()).toBe(42);
  });

  test('FAULT-140 with a size beyond the message, or a count without fields, are refused', () => {
    expect(codeOf(() => reader(1, 0, 0x7f).skipTags())).toBe('truncated');
    expect(codeOf(() => reader(0xff, 0xff, 0xff, 0xff, 0x0f).skipTags())).toBe('truncated');
    expect(codeOf(() => reader(0x7f).tagEnd())).toBe('truncated');
  });
});

test('ids are 32 lower-case hexadecimal digits', () => {
  expect(reader(...Array.from({ length: 16 }, (_, index) => index * 17)).uuid()).toBe(
    '00112233445566778899aabbccddeeff',
  );
});
