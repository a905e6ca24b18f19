/**
 * Throws frames at the Kafka door. Our own decoders say which frame the node will refuse: it is the last of its
 * connection, so that every frame before it is really taken up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { codecs, openRequest } from '@ottla/kafka-protocol';
import type { SeededRandomness } from '@ottla/testing';
import type { ServedVersions } from '../../fuzz/generate/kafka-frames.ts';
import type { Plan } from './plan.ts';
import { closedWithin, openRaw, type Raw } from './sockets.ts';

const burstMax = 30;
const framesPerConnectionMax = 300;
const refusalMs = 1_000;

/** One attacker: connection after connection until the plan is over. */
export async function attackKafka(plan: Plan): Promise<void> {
  while (!plan.isOver('kafka')) {
    const raw = await openRaw(plan.ports.kafka);
    const { localPort } = raw.socket;
    for (let sent = 0; sent < framesPerConnectionMax && !raw.isClosed && !plan.isOver('kafka'); ) {
      const burst = makeBurst(plan, localPort);
      sent += burst.frames.length;
      await send(raw, burst);
      if (burst.endsConnection) break;
    }
    raw.socket.destroy();
  }
}

interface Burst {
  readonly frames: Uint8Array[];
  readonly chance: SeededRandomness;
  /** The last frame is one after which the node reads no further. */
  readonly endsConnection: boolean;
}

function makeBurst(plan: Plan, localPort: number | undefined): Burst {
  const frames: Uint8Array[] = [];
  let chance: SeededRandomness | undefined;
  while (frames.length < burstMax && !plan.isOver('kafka')) {
    const index = plan.take('kafka');
    chance = plan.chanceOf(index);
    const frame = plan.kafkaFrame(chance);
    frames.push(frame);
    plan.note(localPort, frame);
    if (!isTakenUp(frame, plan.served)) return { frames, chance, endsConnection: true };
    if (chance.chance(0.05)) break;
  }
  return { frames, chance: chance ?? plan.chanceOf(0), endsConnection: false };
}

/** Whether the node reads on behind this frame. */
function isTakenUp(frame: Uint8Array, served: ServedVersions): boolean {
  if (frame.length < 12 || Buffer.from(frame).readInt32BE(0) !== frame.length - 4) return false;
  try {
    const { header, body } = openRequest(frame.subarray(4));
    const versions = served.get(header.requestApiKey);
    const { requestApiVersion: version } = header;
    if (versions === undefined || version < versions.minVersion || version > versions.maxVersion) return false;
    codecs.get(header.requestApiKey)?.decodeRequest(body, version);
    return true;
  } catch {
    return false; // refused, with whatever error; the fuzz targets judge which
  }
}

async function send(raw: Raw, { frames, chance, endsConnection }: Burst): Promise<void> {
  const bytes = Buffer.concat(frames);
  const way = chance.below(100);
  if (way < 4) raw.socket.pause();
  if (way >= 4 && way < 8) await drip(raw, bytes, chance);
  else if (way < 30) await inPieces(raw, bytes, chance);
  else raw.socket.write(bytes);
  if (endsConnection) await closedWithin(raw, isComplete(frames.at(-1)) ? refusalMs : 2);
  else await closedWithin(raw, chance.pick([0, 0, 1, 5]));
}

function isComplete(frame: Uint8Array | undefined): boolean {
  if (frame === undefined || frame.length < 4) return false;
  const size = Buffer.from(frame).readInt32BE(0);
  return size < 8 || size <= frame.length - 4;
}

async function inPieces(raw: Raw, bytes: Buffer, chance: SeededRandomness): Promise<void> {
  for (let at = 0; at < bytes.length && !raw.isClosed; ) {
    const length = chance.pick([1, 3, 7, 61, 500, 3_000]);
    raw.socket.write(bytes.subarray(at, at + length));
    at += length;
    if (chance.chance(0.2)) await sleep(0);
  }
}

/** Slowly, and for a while only: a person with a keyboard. */
async function drip(raw: Raw, bytes: Buffer, chance: SeededRandomness): Promise<void> {
  const slow = Math.min(bytes.length, chance.below(20));
  for (let at = 0; at < slow && !raw.isClosed; at += 1) {
    raw.socket.write(bytes.subarray(at, at + 1));
    await sleep(5);
  }
  raw.socket.write(bytes.subarray(slow));
}
