/** Compressed bytes of strangers, bombs among them (FAULT-141). The first byte of an input is the codec. */
import { CodecId, CompressionError } from '@ottla/base';
import { createNodeCompression } from '@ottla/platform-node';
import type { SeededRandomness } from '@ottla/testing';
import { law, refusalOf, type Target } from '../core/target.ts';
import { joined, mutate, noise } from '../generate/mutate.ts';

const compression = createNodeCompression();
const ids: readonly CodecId[] = [CodecId.gzip, CodecId.snappy, CodecId.lz4, CodecId.zstd];
const outputBytesMax = 256 * 1024;
const ratioMax = 200;
const ratioFreeBytes = 64 * 1024;
const bombBytes = 8 * 1024 * 1024;
const bombs = new Map<number, Uint8Array>();

/** Laws: a typed error or at most as many bytes as the bounds allow, and what was compressed comes back. */
export const codecs: Target = {
  name: 'codecs',
  about: 'gzip, snappy, lz4 and zstd within the bounds for output and ratio',
  generate(chance) {
    const codec = chance.pick(ids);
    const bytes = chance.chance(0.05) ? bombOf(codec) : compression.compress(codec, plain(chance));
    const way = chance.below(10);
    return joined(Uint8Array.of(codec), way < 2 ? bytes : way < 9 ? mutate(bytes, chance) : noise(chance));
  },
  check(input) {
    const codec = ids.find((id) => id === input[0]);
    if (codec === undefined) return 'no such codec';
    const bytes = Uint8Array.from(input.subarray(1));
    let output: Uint8Array;
    try {
      output = compression.decompress(codec, bytes, { outputBytesMax, ratioMax });
    } catch (thrown) {
      return `${codec} ${refusalOf(thrown, CompressionError)}`;
    }
    const most = Math.min(outputBytesMax, Math.max(ratioFreeBytes, bytes.length * ratioMax));
    law(output.length <= most, () => `codec ${codec}: ${bytes.length} bytes became ${output.length}`);
    const again = compression.decompress(codec, compression.compress(codec, output), { outputBytesMax, ratioMax: 1e6 });
    law(Buffer.compare(again, output) === 0, () => `codec ${codec}: what was compressed does not come back`);
    return `${codec} opened`;
  },
};

function plain(chance: SeededRandomness): Uint8Array {
  const size = chance.pick([0, 1, 10, 100, 1_000, 20_000]);
  if (chance.chance(0.5)) return new Uint8Array(size).fill(chance.below(256));
  return chance.bytes(Math.min(size, 2_000));
}

function bombOf(codec: CodecId): Uint8Array {
  const made = bombs.get(codec) ?? compression.compress(codec, new Uint8Array(bombBytes));
  bombs.set(codec, made);
  return made;
}
