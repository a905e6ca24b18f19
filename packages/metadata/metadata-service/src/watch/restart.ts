/** Tells everything that there is, in parts, as it was at one revision: images do not change, so this one is kept until all is told. */
import {
  type KeyEvent,
  type LeaderEvent,
  leaderOf,
  listKeys,
  type MetadataImage,
  type WatchBatch,
  type WatchFilter,
} from '@ottla/metadata-core';
import { watchBatchEventsMax } from '../limits.ts';

export interface Restart {
  next(): WatchBatch;
}

export function restartOf(image: MetadataImage, filter: WatchFilter): Restart {
  const prefixes = withoutCovered(filter.prefixes);
  const { revision } = image.coordination;
  let at = 0;
  let after: string | undefined;
  const nextKeys = (): readonly KeyEvent[] => {
    const prefix = prefixes[at];
    if (prefix === undefined) return [];
    const { keys, more } = listKeys(image, { prefix, after, limit: watchBatchEventsMax });
    if (more) after = keys.at(-1)?.path;
    else {
      at += 1;
      after = undefined;
    }
    return keys.map((key) => ({ kind: 'put', path: key.path, key, previous: undefined }));
  };
  return {
    next: () => {
      const keys = nextKeys();
      const more = at < prefixes.length;
      return { revision, restarted: true, more, keys, leaders: more ? [] : leadersOf(image, filter) };
    },
  };
}

function leadersOf(image: MetadataImage, { elections }: WatchFilter): readonly LeaderEvent[] {
  return elections.flatMap((election) => {
    const leader = leaderOf(image, election);
    return leader === undefined ? [] : [{ before: undefined, after: leader }];
  });
}

/** Each key is told once, also where one prefix begins with another. */
function withoutCovered(prefixes: readonly string[]): readonly string[] {
  const all = [...new Set(prefixes)];
  return all.filter((one) => !all.some((other) => other !== one && one.startsWith(other)));
}
