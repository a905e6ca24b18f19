import { describe, expect, it } from 'vitest';
import { BufferPool, pooledBytesMax, pooledBytesMin } from '../../src/index.ts';

const size = 100_000;

describe('a pool of buffers', () => {
  it('lends just as many bytes as were asked for, from memory that is at most a quarter larger', () => {
    const pool = new BufferPool();

    for (let bytes = pooledBytesMin; bytes <= pooledBytesMax; bytes = Math.ceil(bytes * 1.07)) {
      const lease = pool.take(bytes);

      expect(lease.bytes.length).toBe(bytes);
      expect(lease.memoryBytes).toBeLessThanOrEqual(Math.ceil(bytes * 1.25));
      lease.release();
    }
  });

  it('lends memory again once its last holder released it, and not before', () => {
    const pool = new BufferPool();
    const first = pool.take(size);
    first.retain();
    const { buffer } = first.bytes;

    first.release();
    expect(pool.take(size).bytes.buffer).not.toBe(buffer);

    first.release();
    expect(pool.take(size).bytes.buffer).toBe(buffer);
  });

  it('refuses to be given back what nobody holds', () => {
    const lease = new BufferPool().take(size);
    lease.release();

    expect(() => lease.release()).toThrow('released only by those who hold it');
    expect(() => lease.retain()).toThrow('retained only while somebody holds it');
  });

  it('keeps no more than its bound, and drives out what was used longest ago', () => {
    const pool = new BufferPool({ keptBytesMax: 3 * 131_072 });
    const old = [pool.take(131_072), pool.take(131_072)];
    for (const lease of old) lease.release();
    const recent = [pool.take(65_536), pool.take(65_536), pool.take(65_536)];

    for (const lease of recent) lease.release();

    expect(pool.keptBytes).toBe(131_072 + 3 * 65_536);
    const more = [pool.take(131_072), pool.take(131_072), pool.take(131_072), pool.take(131_072)];
    for (const lease of more) lease.release();
    expect(pool.keptBytes).toBe(3 * 131_072);
  });

  it('pools neither tiny nor huge buffers', () => {
    const pool = new BufferPool();

    pool.take(pooledBytesMin - 1).release();
    pool.take(pooledBytesMax + 1).release();

    expect(pool.keptBytes).toBe(0);
  });

  it('overwrites what is given back when it is told to', () => {
    const lease = new BufferPool({ poison: true }).take(size);
    lease.bytes.fill(7);

    lease.release();

    expect(new Set(lease.bytes)).toEqual(new Set([0xdb]));
  });
});
