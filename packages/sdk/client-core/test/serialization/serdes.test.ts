/** Values come back as they were, and bytes that are none are refused. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Serde, serdes } from '../../src/index.ts';

/** Any JSON value as text, with names of members like `toString` and `__proto__` among them. */
function jsonText(): fc.Arbitrary<string> {
  const scalar = fc.oneof(fc.constant('null'), fc.boolean(), fc.integer(), fc.string({ unit: 'grapheme' }));
  const leaf = scalar.map((value) => (value === 'null' ? value : JSON.stringify(value)));
  const name = fc.oneof(fc.string(), fc.constantFrom('toString', 'valueOf', '__proto__', 'constructor'));
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
      fc
        .array(fc.tuple(name, tie('value')), { maxLength: 4 })
        .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
    ),
  })).value;
}

describe('a serde', () => {
  it('gives back what it was given', () => {
    const comesBack = <T>(serde: Serde<T>, values: fc.Arbitrary<T>): void => {
      const property = fc.property(values, (value) => {
        expect(serde.deserialize(serde.serialize(value, 't'), 't')).toEqual(value);
      });
      fc.assert(property);
    };
    comesBack(serdes.string, fc.option(fc.string({ unit: 'grapheme' })));
    comesBack(serdes.int32, fc.option(fc.integer()));
    comesBack(serdes.int64, fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)));
    comesBack(serdes.double, fc.option(fc.double()));
    comesBack(serdes.bytes, fc.option(fc.uint8Array()));
    // JSON text needs no object on its way: the library's own objects cannot be made where the prototype is frozen.
    comesBack(
      serdes.json,
      jsonText().map((text) => JSON.parse(text) as unknown),
    );
  });

  it('writes numbers as Java does, greatest byte first', () => {
    expect(serdes.int32.serialize(-2, 't')).toEqual(Uint8Array.of(255, 255, 255, 254));
    expect(serdes.int64.serialize(258n, 't')).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 2));
    expect(serdes.double.serialize(1, 't')).toEqual(Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0));
  });

  it('refuses bytes of the wrong length and text that is not UTF-8', () => {
    expect(() => serdes.int32.deserialize(new Uint8Array(3), 't')).toThrow(RangeError);
    expect(() => serdes.int64.deserialize(new Uint8Array(9), 't')).toThrow(RangeError);
    expect(() => serdes.string.deserialize(Uint8Array.of(0xff), 't')).toThrow();
    expect(() => serdes.json.deserialize(Uint8Array.of(0x7b), 't')).toThrow();
  });

  it('refuses numbers that do not fit', () => {
    expect(() => serdes.int32.serialize(2 ** 31, 't')).toThrow(RangeError);
    expect(() => serdes.int64.serialize(2n ** 63n, 't')).toThrow(RangeError);
  });

  it('of bytes gives a view of the batch, and copies nothing', () => {
    const batch = Uint8Array.of(1, 2, 3);
    const value = serdes.bytes.deserialize(batch.subarray(1), 't');
    expect(value).toEqual(Uint8Array.of(2, 3));
    expect(value?.buffer).toBe(batch.buffer);
  });
});
