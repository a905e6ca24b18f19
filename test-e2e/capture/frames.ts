/** Chooses the frames worth keeping: few and small, but of every (api, version, kind) that a client spoke. */
import type { CapturedFrame } from './proxy.ts';

/** A larger frame proves nothing that a small one does not. */
const frameBytesMax = 6_000;
/** Kept of one (api, version, kind): the first of different contents, and the largest within the bound. */
const keptPerVersion = 2;

/** One line of a golden file. */
export interface GoldenFrame {
  readonly api: number;
  readonly version: number;
  readonly kind: 'request' | 'response';
  readonly correlationId: number;
  readonly client: string;
  readonly hex: string;
}

/** The samples of one client, ordered by api, version and kind. */
export function chooseFrames(client: string, frames: readonly CapturedFrame[]): GoldenFrame[] {
  const groups = new Map<string, CapturedFrame[]>();
  for (const frame of frames.filter(({ bytes }) => bytes.length <= frameBytesMax)) {
    const key = [frame.api, frame.version, frame.kind].map((part) => String(part).padStart(4, '0')).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), frame]);
  }
  const keys = [...groups.keys()].sort();
  return keys.flatMap((key) => chooseOf(groups.get(key) ?? [])).map((frame) => goldenFrame(client, frame));
}

function chooseOf(frames: readonly CapturedFrame[]): CapturedFrame[] {
  const bySize = [...frames].sort((left, right) => right.bytes.length - left.bytes.length);
  const chosen = new Set([frames[0], bySize[0]].filter((frame) => frame !== undefined));
  return [...chosen].slice(0, keptPerVersion);
}

function goldenFrame(client: string, { api, version, kind, correlationId, bytes }: CapturedFrame): GoldenFrame {
  return { api, version, kind, correlationId, client, hex: bytes.toString('hex') };
}
