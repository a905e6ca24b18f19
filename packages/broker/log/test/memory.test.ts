/** What the log keeps in memory is what its limits say: bytes that it let go are free to be collected. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { TailBudget, TailCache } from '../src/tail-cache.ts';
import { batch, Rig, read } from './rig.ts';

const mebibyte = 1024 * 1024;

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('the tail keeps nothing of what it let go', async () => {
  const cache = new TailCache(new TailBudget(64 * mebibyte));
  const chunks: WeakRef<Uint8Array>[] = [];
  for (let at = 0; at < 100; at += 1) {
    const bytes = new Uint8Array(mebibyte);
    chunks.push(new WeakRef(bytes));
    cache.add({ bytes, lease: undefined, startOffset: at, endOffset: at + 1 });
  }

  await collectGarbage();

  expect(cache.bytes).toBe(8 * mebibyte);
  // One more may still be held by this function.
  expect(chunks.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThanOrEqual(9);
});

it('a read holds no more memory than about what it answers', async () => {
  const rig = new Rig();
  const { manager, log } = await rig.withManager();
  rig.append(log, batch({ values: ['small'] }));
  await rig.store(log, batch({ values: ['large'.repeat(100_000)] }));
  await rig.run(manager.close());

  const again = rig.after(rig.disk.killProcess());
  const found = await read(again, await again.log(), 0, { bytesMax: 400_000 });

  if (found.kind !== 'batches') throw new Error(found.kind);
  expect(found.bytes).toBeLessThan(200);
  for (const chunk of found.chunks) expect(chunk.buffer.byteLength).toBeLessThanOrEqual(2 * chunk.byteLength);
});
