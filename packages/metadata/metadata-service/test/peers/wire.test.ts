/** Commands and replies between nodes: what is sent is what is received, and whatever bytes come are a command or a refusal. */
import { ErrorCode, type MetadataOffset } from '@ottla/base';
import type { MetadataReply } from '@ottla/metadata-core';
import { ForwardResponse } from '@ottla/rpc';
import fc, { type JsonValue } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardFrameBytesMax } from '../../src/limits.ts';
import { ReplyParts } from '../../src/peers/reply-parts.ts';
import { type Ask, decodeAsk, encodeAsk } from '../../src/peers/wire/asks.ts';
import { endsOf } from '../../src/peers/wire/ends.ts';
import { decodeValue, encodeValue, UnreadableError, type WireValue } from '../../src/peers/wire/wire-value.ts';
import type { Result } from '../../src/service/command-gate.ts';
import { commandOf, kindsOfCommands, replyOf } from './arbitraries.ts';

/** Whatever JSON can say, its objects made without assignments: a key may be the name of what all objects have. */
const { anyJson } = fc.letrec<{ anyJson: JsonValue }>((tie) => ({
  anyJson: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('anyJson')),
    fc.array(fc.tuple(fc.string(), tie('anyJson'))).map((fields) => Object.fromEntries(fields)),
  ),
}));

const encoded = (text: string, parts: readonly Uint8Array[] = []): WireValue => ({
  text: new TextEncoder().encode(text),
  parts,
});

/** As it comes out at the other end of the stream. */
function received(result: Result): Result | undefined {
  const parts = new ReplyParts();
  let last: Result | undefined;
  for (const { end } of endsOf(7, result)) {
    const [sent] = ForwardResponse.decode(ForwardResponse.encode({ ends: [end], signs: [] })).ends;
    expect(last).toBeUndefined();
    last = parts.take(sent?.end);
  }
  return last;
}

describe.each(kindsOfCommands)('%s', (kind) => {
  test('arrives as it was sent', () => {
    fc.assert(
      fc.property(commandOf(kind), (command) => {
        expect(decodeAsk(encodeAsk(command))).toEqual(command);
      }),
    );
  });

  test('is answered with the reply that the leader gave', () => {
    fc.assert(
      fc.property(replyOf(kind), fc.nat(), (reply, position) => {
        const result = { kind: 'committed', reply, position: position as MetadataOffset } as const;
        expect(received(result)).toEqual(result);
      }),
    );
  });

  test('with a part missing, or another one in its place, is refused or is one that may be planned', () => {
    fc.assert(
      fc.property(commandOf(kind), fc.nat(), anyJson, (command, at, other) => {
        const fields = Object.keys(command).filter((field) => field !== 'kind');
        const field = fields[at % Math.max(1, fields.length)] ?? 'kind';
        const { text, parts } = encodeAsk(command);
        const json = JSON.parse(new TextDecoder().decode(text)) as Record<string, unknown>;
        const ask = decodeAsk(encoded(JSON.stringify({ ...json, [field]: other }), parts));
        if ('refused' in ask) expect(ask.refused.code).toBe(ErrorCode.INVALID_REQUEST);
        else expect(ask).toMatchObject({ kind });
      }),
    );
  });
});

test('what is asked of the quorum arrives as it was sent', () => {
  const asks: Ask[] = [
    { kind: 'describeQuorum' },
    { kind: 'changeMembers', change: { add: [{ id: 4, address: 'n4:9094' }], remove: [1] } },
    { kind: 'transferLeadership', to: 3 },
  ];
  for (const ask of asks) expect(decodeAsk(encodeAsk(ask))).toEqual(ask);
});

test('a kind that a later version has is told from one that makes no sense', () => {
  const later = decodeAsk(encodeValue({ kind: 'teleport', to: 'mars' }));
  const senseless = decodeAsk(encodeValue({ kind: 'openSession', owner: 7 }));

  expect(later).toMatchObject({ refused: { code: ErrorCode.UNSUPPORTED_VERSION } });
  expect(senseless).toMatchObject({ refused: { code: ErrorCode.INVALID_REQUEST } });
});

test('fields that a later version added are not looked at', () => {
  expect(decodeAsk(encodeValue({ kind: 'openSession', owner: 'a', timeoutMs: 9_000, colour: 'red' }))).toMatchObject({
    kind: 'openSession',
    timeoutMs: 9_000,
  });
});

test('names of the language are no kinds and no fields', () => {
  for (const kind of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    expect(decodeAsk(encoded(`{"kind":"${kind}"}`))).toMatchObject({ refused: {} });
  expect(decodeAsk(encoded('{"kind":"openSession","owner":"a","timeoutMs":1,"__proto__":{"x":1}}'))).toMatchObject({
    refused: { code: ErrorCode.INVALID_REQUEST },
  });
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('numbers that JSON does not have, maps and nothing at all arrive', () => {
  const odd = { a: [Number.NaN, Infinity, -Infinity, -0], b: new Map([['k', new Map([[1, null]])]]), c: undefined };
  const back = decodeValue(encodeValue(odd)) as typeof odd;

  expect(back).toEqual({ a: odd.a, b: odd.b });
  expect(Object.is(back.a[3], -0)).toBe(true);
});

test('what is no value is unreadable', () => {
  const senseless = [
    '',
    '{',
    '[1,]',
    '{"$b":0}',
    '{"$b":"0"}',
    '{"$b":0,"x":1}',
    '{"x":1,"$b":0}',
    '{"$m":{}}',
    '{"$m":[[1]]}',
    '{"$m":[1]}',
    '{"$n":"1"}',
    '{"$x":1}',
    `${'['.repeat(100)}${']'.repeat(100)}`,
  ];
  for (const text of senseless) expect(() => decodeValue(encoded(text)), text).toThrow(UnreadableError);
  expect(() => decodeValue({ text: new Uint8Array([0xff, 0xfe]), parts: [] })).toThrow(UnreadableError);
});

test('whatever bytes come are a command or a refusal', () => {
  const anyText = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    anyJson.map((json) => new TextEncoder().encode(JSON.stringify(json))),
    fc
      .tuple(fc.constantFrom(...kindsOfCommands), fc.array(fc.tuple(fc.string({ maxLength: 8 }), anyJson)))
      .map(([kind, rest]) => new TextEncoder().encode(JSON.stringify({ ...Object.fromEntries(rest), kind }))),
  );
  fc.assert(
    fc.property(anyText, fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 2 }), (text, parts) => {
      const ask = decodeAsk({ text, parts });
      if ('refused' in ask) expect(ask.refused.message).toMatch(/./);
      else expect(kindsOfCommands).toContain(ask.kind);
    }),
    { numRuns: 2_000 },
  );
});

test('a reply that no message could hold comes in pieces, and is put together', () => {
  const value = new Uint8Array(256 * 1024).fill(7);
  const keys = Array.from({ length: 12 }, (_, at) => ({ kind: 'get', path: `/ä/${at}`, key: { value } }));
  const names = Array.from({ length: 30_000 }, (_, at) => ({ path: `/😀 ${at} ${'x'.repeat(20)}` }));
  const result = {
    kind: 'committed',
    reply: { results: keys, names } as unknown as MetadataReply,
    position: 9 as MetadataOffset,
  } as const;
  const ends = endsOf(1, result);

  expect(Math.max(...ends.map(({ bytes }) => bytes))).toBeLessThanOrEqual(forwardFrameBytesMax + 64);
  expect(ends.length).toBeGreaterThan(4);
  const back = received(result);
  const again = encodeValue(back?.kind === 'committed' ? back.reply : undefined);
  const before = encodeValue(result.reply);
  expect(
    Buffer.compare(Buffer.concat([again.text, ...again.parts]), Buffer.concat([before.text, ...before.parts])),
  ).toBe(0);
});
