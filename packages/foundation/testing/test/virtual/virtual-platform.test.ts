/** The whole virtual platform, from one seed, does the same twice. */
import type { Platform } from '@ottla/base';
import { expect, test } from 'vitest';
import { allKept, createVirtualPlatform, VirtualDisk, type VirtualPlatform, withSeeds } from '../../src/index.ts';

const unused = () => {
  throw new Error('not used here');
};
const rpc: Platform['rpc'] = { listen: unused, channel: unused };
const compression: Platform['compression'] = { compress: unused, decompress: unused };

function create(seed: number): VirtualPlatform {
  return createVirtualPlatform(seed, { rpc: () => rpc, compression, crc32c: () => 0 });
}

/** Files, stores, sockets and timers at once, with a trace of what happened when. */
async function work(platform: VirtualPlatform): Promise<string[]> {
  const { time, timers, files, bytes, randomness } = platform;
  const trace: string[] = [];
  const note = (what: string) => void trace.push(`${time.elapsedMs} ${what}`);
  const silent = { drained: () => undefined, ended: () => undefined, closed: () => undefined };
  const listener = await bytes.listen({ host: '127.0.0.1', port: 0 }, () => ({
    ...silent,
    data: (chunk) => {
      note(`got ${chunk.length}`);
    },
  }));
  const file = await files.open('/a', 'create');
  for (let round = 0; round < 20; round += 1) {
    timers.after(randomness.below(50), () => {
      void file.write([randomness.bytes(round)], round).then(() => {
        note(`wrote ${round}`);
      });
    });
  }
  const near = await time.settle(
    bytes.connect({ ...listener.address, timeoutMs: 10 }, () => ({ ...silent, data: () => undefined })),
  );
  near.write([randomness.bytes(5000)]);
  await time.advance(100);
  trace.push((await files.readFile('/a')).join(' '));
  return trace;
}

test('the same seed gives the same trace, another seed another', async () => {
  await withSeeds(5, async (seed) => {
    expect(await work(create(seed))).toEqual(await work(create(seed)));
    expect(await work(create(seed))).not.toEqual(await work(create(seed + 1000)));
  });
});

test('a machine comes up again with what its disk kept', async () => {
  const first = create(1);
  const file = await first.files.open('/a', 'create');
  await file.write([Uint8Array.of(7)], 0);

  const files = first.files.crash(allKept);
  const second = createVirtualPlatform(1, { rpc: () => rpc, compression, crc32c: () => 0, files, time: first.time });

  expect(files).toBeInstanceOf(VirtualDisk);
  expect(await second.files.readFile('/a')).toEqual(Uint8Array.of(7));
});
