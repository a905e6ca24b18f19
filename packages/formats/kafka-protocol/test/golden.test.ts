/**
 * Frames that real clients and a real broker's answers consisted of: each must decode, and encode into the identical
 * bytes again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codecs, openRequest, openResponse, startRequest, startResponse } from '../src/index.ts';

interface Golden {
  readonly api: number;
  readonly version: number;
  readonly kind: 'request' | 'response';
  readonly correlationId: number;
  readonly client: string;
  readonly hex: string;
}

const folder = join(import.meta.dirname, 'golden');

/** Frames that come out otherwise than they went in, each with the reason. */
const exceptions = new Map<string, string>();

function again({ api, version, kind, hex }: Golden): string {
  const frame = Uint8Array.from(Buffer.from(hex, 'hex'));
  const codec = codecs.get(api);
  if (codec === undefined) throw new Error(`no codec for ${api}`);
  if (kind === 'request') {
    const { header, body } = openRequest(frame);
    const writer = startRequest(header);
    codec.encodeRequest(writer, codec.decodeRequest(body, version), version);
    return Buffer.concat(writer.finishFrame()).subarray(4).toString('hex');
  }
  const { correlationId, body } = openResponse(frame, api, version);
  const writer = startResponse({ key: api, version, correlationId });
  codec.encodeResponse(writer, codec.decodeResponse(body, version), version);
  return Buffer.concat(writer.finishFrame()).subarray(4).toString('hex');
}

describe('frames of real clients decode and encode into the identical bytes', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    const frames = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    test.each(frames.map((line, index) => [`${file}:${index + 1}`, JSON.parse(line) as Golden] as const))(
      '%s',
      (name, golden) => {
        const reason = exceptions.get(name);
        if (reason === undefined) expect(again(golden)).toBe(golden.hex);
        else expect(again(golden), reason).not.toBe(golden.hex);
      },
    );
  }
});
