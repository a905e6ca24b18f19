import { describe, expect, it } from 'vitest';
import { recordFormat, recordJson } from '../../src/output/format.ts';
import { printable } from '../../src/output/table.ts';

const record = {
  topic: 'orders',
  partition: 2,
  offset: 41,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('k'),
  value: Buffer.from([0xff, 0x00]),
  headers: [{ key: 'h', value: null }],
};

describe('a record format', () => {
  it('writes values byte for byte', () => {
    const written = recordFormat('%t/%p/%o %k=%s\\n')(record);

    expect(Buffer.from(written)).toEqual(
      Buffer.concat([Buffer.from('orders/2/41 k='), Buffer.from([0xff, 0x00, 0x0a])]),
    );
  });

  it('names the known letters when one is unknown', () => {
    expect(() => recordFormat('%x')).toThrow('%x is unknown');
  });

  it('tells a missing value from an empty one by its length', () => {
    const length = recordFormat('%S');

    expect(Buffer.from(length({ ...record, value: null })).toString()).toBe('-1');
    expect(Buffer.from(length({ ...record, value: Buffer.alloc(0) })).toString()).toBe('0');
  });
});

describe('a record as JSON', () => {
  it('has base64 where the bytes are no text, and says so', () => {
    const parsed: unknown = JSON.parse(recordJson(record));

    expect(parsed).toEqual({
      topic: 'orders',
      partition: 2,
      offset: 41,
      timestamp: 1_700_000_000_000,
      key: 'k',
      value: '/wA=',
      valueEncoding: 'base64',
      headers: [{ key: 'h', value: null }],
    });
  });
});

describe('text in a table', () => {
  it('cannot move the cursor of a terminal (FAULT-167)', () => {
    expect(printable('a\u001b[2Jb')).toBe('a\\x1b[2Jb');
  });
});
