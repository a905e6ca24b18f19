/** Every message, in every version, comes back from its bytes as it went in. */
import { expect, test } from 'vitest';
import { cases } from '../support/messages.ts';
import { chanceFrom, valueOf } from '../support/values.ts';

const seedsPerCase = 6;

/** Views and copies of the same bytes count as equal. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, comparable(below)]));
}

const names = [...new Set(cases.map(({ message }) => message.name))];

test.each(names)('%s survives its encoding in every version', (name) => {
  for (const one of cases.filter(({ message }) => message.name === name)) {
    for (let seed = 0; seed < seedsPerCase; seed++) {
      const value = valueOf(one.message, one.version, chanceFrom(seed));

      const bytes = one.encode(value);
      const back = one.decode(bytes);

      expect(comparable(back), `version ${one.version}, seed ${seed}`).toEqual(comparable(value));
      expect(Buffer.from(one.encode(back)).equals(bytes), `bytes of version ${one.version}, seed ${seed}`).toBe(true);
    }
  }
});
