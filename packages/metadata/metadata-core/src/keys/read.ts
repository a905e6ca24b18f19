/** Reads keys of an image. Whether that image is the newest is for whoever reads to know. */
import { valuesWithPrefix } from '../coordination/coordination-state.ts';
import type { MetadataImage } from '../image.ts';
import { keysPerListMax } from '../limits.ts';
import type { KeyState } from './key.ts';

/** Which keys to list. */
export interface KeyQuery {
  /** What paths begin with; `/a/` for everything below `/a`. */
  readonly prefix: string;
  /** Only paths behind this one: where the list before ended. */
  readonly after: string | undefined;
  /** How many at most; never more than `keysPerListMax`. */
  readonly limit: number;
}

/** Keys in order of their paths; `more` when others follow. */
export interface KeyList {
  readonly keys: readonly KeyState[];
  readonly more: boolean;
}

export function keyAt(image: MetadataImage, path: string): KeyState | undefined {
  return image.coordination.keys.get(path);
}

export function listKeys(image: MetadataImage, { prefix, after, limit }: KeyQuery): KeyList {
  const most = Math.min(limit, keysPerListMax);
  const keys: KeyState[] = [];
  for (const key of keysFrom(image, prefix, after)) {
    if (keys.length >= most) return { keys, more: true };
    keys.push(key);
  }
  return { keys, more: false };
}

function* keysFrom(image: MetadataImage, prefix: string, after: string | undefined): IterableIterator<KeyState> {
  if (after === undefined || after < prefix) {
    yield* valuesWithPrefix(image.coordination.keys, prefix);
    return;
  }
  for (const [path, key] of image.coordination.keys.from(after)) {
    if (!path.startsWith(prefix)) return;
    if (path !== after) yield key;
  }
}
