/** Throws at a gRPC port: calls of every method with damaged messages, and what is no HTTP/2 at all. */
import type { SeededRandomness } from '@ottla/testing';
import { joined, mutate, noise, variantOf, varint } from '../../fuzz/generate/mutate.ts';
import { protoMethods, protoSample } from '../../fuzz/generate/proto-messages.ts';
import type { Plan } from './plan.ts';
import { closedWithin, openRaw } from './sockets.ts';

const streamsPerConnection = 400;
const callsAtOnce = 40;
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const settingsAcknowledged = Buffer.from([0, 0, 0, 4, 1, 0, 0, 0, 0]);
const frameType = { data: 0, headers: 1, reset: 3 };
const endStream = 1;
const endHeaders = 4;

/** One attacker with right HTTP/2 and wrong contents. */
export async function attackCalls(plan: Plan, door: 'grpc' | 'peer'): Promise<void> {
  while (!plan.isOver(door)) {
    const raw = await openRaw(plan.ports[door]);
    raw.socket.write(joined(preface, settings, settingsAcknowledged));
    for (let stream = 1; stream < streamsPerConnection * 2 && !raw.isClosed && !plan.isOver(door); ) {
      let waitMs = 0;
      for (let left = callsAtOnce; left > 0 && !plan.isOver(door); left -= 1, stream += 2) {
        const chance = plan.chanceOf(plan.take(door));
        const call = callOf(plan, stream, chance);
        plan.note(raw.socket.localPort, call);
        raw.socket.write(call);
        waitMs = chance.pick([1, 5, 20, 50]);
      }
      await closedWithin(raw, waitMs);
    }
    raw.socket.destroy();
  }
}

/** One call from its headers to its end, or to where it is left open or given up. */
function callOf(plan: Plan, stream: number, chance: SeededRandomness): Uint8Array {
  const method = chance.pick(protoMethods);
  const headers = frameOf(frameType.headers, endHeaders, stream, headerBlock(headersOf(method.path, chance)));
  const messages = joined(...messagesOf(plan, method.requestType, chance));
  const pieces: Uint8Array[] = [headers];
  for (let at = 0; at < messages.length; ) {
    const piece = messages.subarray(at, at + chance.pick([1, 5, 100, 16_384, 16_384]));
    pieces.push(frameOf(frameType.data, 0, stream, piece));
    at += piece.length;
  }
  if (chance.chance(0.9)) pieces.push(frameOf(frameType.data, endStream, stream, new Uint8Array(0)));
  else if (chance.chance(0.5)) pieces.push(frameOf(frameType.reset, 0, stream, chance.bytes(4)));
  return joined(...pieces);
}

function headersOf(path: string, chance: SeededRandomness): ReadonlyMap<string, string> {
  const headers = new Map([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'node'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
  ]);
  if (chance.chance(0.7)) return headers;
  const [name, value] = chance.pick([
    ['grpc-timeout', chance.pick(['1n', '99999999H', '-1S', 'x', '0S', '999999999999999999999S'])],
    ['grpc-encoding', chance.pick(['gzip', 'identity', 'snappy', 'nope'])],
    ['content-type', chance.pick(['application/grpc+proto', 'application/json', 'text/plain', ''])],
    [
      ':path',
      chance.pick(['/', '/ottla.v1.Log/', '/../etc', '/ottla.v1.Nope/Nope', '/grpc.health.v1.Health/Check', '']),
    ],
    [':path', '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo'],
    [':method', chance.pick(['GET', 'PUT', 'OPTIONS', ''])],
    ['x-many', 'y'.repeat(chance.pick([100, 4_000, 15_000]))],
    ['Upper-Case', 'x'],
    ['x-bin', '!!not base64!!'],
    ['authorization', 'Basic !!'],
    [':nope', 'x'],
  ] as const);
  return headers.set(name, value);
}

/** Headers as HPACK has them when nothing is indexed and nothing compressed. */
function headerBlock(headers: ReadonlyMap<string, string>): Uint8Array {
  const text = (value: string): Uint8Array => {
    const bytes = Buffer.from(value);
    if (bytes.length < 127) return joined(Uint8Array.of(bytes.length), bytes);
    return joined(Uint8Array.of(127), varint(BigInt(bytes.length - 127), false), bytes);
  };
  return joined(...[...headers].flatMap(([name, value]) => [Uint8Array.of(0), text(name), text(value)]));
}

function frameOf(type: number, flags: number, stream: number, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUIntBE(content.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return joined(head, content);
}

function messagesOf(plan: Plan, type: string, chance: SeededRandomness): Uint8Array[] {
  return Array.from({ length: chance.pick([0, 1, 1, 1, 2, 5]) }, () => {
    const message = variantOf(protoSample(type, chance, plan.around), chance);
    const prefix = Buffer.alloc(5);
    prefix[0] = chance.chance(0.05) ? chance.below(256) : 0;
    prefix.writeUInt32BE(chance.chance(0.05) ? chance.uint32() : message.length, 1);
    return joined(prefix, message);
  });
}

/** One attacker that does not speak HTTP/2, or only nearly. */
export async function attackHttp2(plan: Plan, door: 'grpc' | 'peer'): Promise<void> {
  while (!plan.isOver(door)) {
    const index = plan.take(door);
    const chance = plan.chanceOf(index);
    const raw = await openRaw(plan.ports[door]);
    const bytes = chance.chance(0.2) ? noise(chance) : joined(preface, settings, ...oddFrames(chance));
    plan.note(raw.socket.localPort, bytes);
    raw.socket.write(bytes);
    await closedWithin(raw, chance.pick([1, 5, 20]));
    raw.socket.destroy();
  }
}

/** HTTP/2 frames of any type and flags whose contents are chance. */
function oddFrames(chance: SeededRandomness): Uint8Array[] {
  return Array.from({ length: chance.between(1, 12) }, () => {
    const flags = chance.pick([0, 1, 4, 5, 0x2d, chance.below(256)]);
    const frame = frameOf(chance.below(12), flags, chance.pick([0, 1, 3, 5, chance.uint32()]), noise(chance));
    return chance.chance(0.2) ? mutate(frame, chance) : frame;
  });
}
