/** Targets with many decoders: the first line of an input names the decoder, the rest is what it gets. */
import { type SeededRandomness } from '@ottla/testing';
import { law, refusalOf, type Target } from '../core/target.ts';
import { mustBeSmall, same } from '../core/values.ts';
import { joined, variantOf } from '../generate/mutate.ts';

/** One decoder and its inverse. */
export interface Titled {
  readonly title: string;
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** What a target of many decoders is made of. */
export interface TitledTargetOptions<One extends Titled> {
  readonly name: string;
  readonly about: string;
  readonly all: readonly One[];
  /** Right bytes for one of them. */
  readonly sample: (one: One, chance: SeededRandomness) => Uint8Array;
  /** The classes of errors with which it may refuse. */
  readonly errors: Parameters<typeof refusalOf> extends [unknown, ...infer Rest] ? Rest : never;
}

/** Laws: a value or a typed error; not much memory out of few bytes; what was decoded encodes, and decodes to the same. */
export function titledTarget<One extends Titled>(options: TitledTargetOptions<One>): Target {
  const byTitle = new Map(options.all.map((one) => [one.title, one]));
  return {
    name: options.name,
    about: options.about,
    generate(chance) {
      const one = chance.pick(options.all);
      const other = chance.pick(options.all);
      const body = variantOf(
        options.sample(one, chance),
        chance,
        chance.chance(0.2) ? options.sample(other, chance) : undefined,
      );
      return joined(Buffer.from(`${one.title}\n`), body);
    },
    check(input) {
      const end = input.indexOf(0x0a);
      const one = byTitle.get(Buffer.from(input.subarray(0, Math.max(0, end))).toString('latin1'));
      return one === undefined ? 'no such decoder' : checkOne(one, Uint8Array.from(input.subarray(end + 1)), options);
    },
  };
}

function checkOne<One extends Titled>(one: One, bytes: Uint8Array, options: TitledTargetOptions<One>): string {
  let value: unknown;
  try {
    value = one.decode(bytes);
  } catch (thrown) {
    return refusalOf(thrown, ...options.errors);
  }
  mustBeSmall(value, bytes.length);
  const again = one.decode(one.encode(value));
  law(same(value, again), () => `${one.title}: what was decoded does not come back from its encoding`);
  return 'decoded';
}
