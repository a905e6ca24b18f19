/** The edges of the wire format: integers that a number cannot hold, text that is none, unknown fields, floods (FAULT-140). */
import { RpcError } from '@ottla/base';
import { describe, expect, it } from 'vitest';
import { ProtoReader } from '../../src/codec/proto-reader.ts';
import { ProtoWriter } from '../../src/codec/proto-writer.ts';
import { FetchRequest, IsolationLevel, PartitionOffset, ProduceRequest, SubscribeRequest } from '../../src/index.ts';
import { messageElementsMax } from '../../src/limits.ts';

const produce = { correlationId: 5, acks: -1, timeoutMs: 100, transactionalId: undefined, partitions: [] };

describe('an int64', () => {
  it('is refused when it is beyond 2^53 - 1, in both directions', () => {
    const tooLarge = Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    expect(() => PartitionOffset.decode(tooLarge)).toThrow(RpcError);
    expect(() => PartitionOffset.encode({ partition: 0, offset: 2 ** 53 })).toThrow(RpcError);
    expect(() => PartitionOffset.encode({ partition: 0, offset: 1.5 })).toThrow(RpcError);
    expect(() => PartitionOffset.encode({ partition: 0, offset: Number.NaN })).toThrow(RpcError);
  });

  it('may be negative', () => {
    const message = { partition: -1, offset: -(2 ** 53 - 1) };
    expect(PartitionOffset.decode(PartitionOffset.encode(message))).toEqual(message);
  });
});

describe('a message', () => {
  it('shares the memory of its bytes with the encoded form', () => {
    const batches = new Uint8Array(1000).fill(3);
    const partition = { topic: 'a', topicId: '', partition: 0, batches };
    const encoded = ProduceRequest.encode({ ...produce, partitions: [partition] });
    const decoded = ProduceRequest.decode(encoded);
    expect(decoded.partitions[0]?.batches).toEqual(batches);
    expect(decoded.partitions[0]?.batches.buffer).toBe(encoded.buffer);
  });

  it('of any size comes back: around the shared memory and beyond it', () => {
    for (const size of [1000, 30_000, 40_000, 65_500, 65_536, 70_000, 3_000_000]) {
      const partitions = [0, 1].map((partition) => ({
        topic: 't'.repeat(partition * 200),
        topicId: '',
        partition,
        batches: new Uint8Array(size).fill(partition),
      }));
      const decoded = ProduceRequest.decode(ProduceRequest.encode({ ...produce, partitions })).partitions;
      expect(decoded.map(({ topic }) => topic)).toEqual(partitions.map(({ topic }) => topic));
      for (const [index, { batches }] of partitions.entries())
        expect(Buffer.compare(decoded[index]!.batches, batches)).toBe(0);
    }
  });

  it('with long text, for which the shared memory must grow, comes back', () => {
    const message = {
      topic: 'x'.repeat(200_000),
      partitions: [1, 2],
      start: undefined,
      maxInFlight: 0,
      stopAtEnd: true,
      readCommitted: false,
    };
    expect(SubscribeRequest.decode(SubscribeRequest.encode(message))).toEqual(message);
    expect(SubscribeRequest.decode(SubscribeRequest.encode(message))).toEqual(message);
  });

  it('is not changed by later encodings', () => {
    const first = ProduceRequest.encode(produce);
    ProduceRequest.encode({ ...produce, correlationId: 77 });
    expect(ProduceRequest.decode(first)).toEqual(produce);
  });

  it('passes over fields that it does not know', () => {
    const writer = new ProtoWriter(64);
    writer.string('new');
    writer.tag((100 << 3) | 2);
    const unknown = writer.result();
    const groups = Uint8Array.of(0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06);
    const both = Uint8Array.from([...unknown, ...groups, ...ProduceRequest.encode(produce)]);
    expect(ProduceRequest.decode(both)).toEqual(produce);
  });

  it('with an unknown number of an enumeration says so instead of taking a default', () => {
    const decoded = FetchRequest.decode(Uint8Array.of(0x28, 0x09));
    expect(decoded.isolationLevel).toBe(IsolationLevel.unrecognized);
  });

  it('with text that is not UTF-8 is refused', () => {
    expect(() => ProduceRequest.decode(Uint8Array.of(0x22, 2, 0xc3, 0x28))).toThrow(/UTF-8/);
  });

  it('keeps a byte order mark in text', () => {
    const message = { ...produce, transactionalId: '\uFEFFx' };
    expect(ProduceRequest.decode(ProduceRequest.encode(message))).toEqual(message);
  });

  it('with a flood of elements is refused', () => {
    const flood = new Uint8Array(2 * (messageElementsMax + 1));
    for (let index = 0; index < flood.length; index += 2) flood[index] = 0x2a;
    expect(() => ProduceRequest.decode(flood)).toThrow(/elements/);
  });

  it('with groups nested without end is refused', () => {
    expect(() => ProduceRequest.decode(new Uint8Array(10_000).fill(0x53))).toThrow(RpcError);
  });

  it('with a number of more than ten bytes is refused', () => {
    expect(() => new ProtoReader(new Uint8Array(11).fill(0xff)).int64()).toThrow(/ten bytes/);
  });
});
