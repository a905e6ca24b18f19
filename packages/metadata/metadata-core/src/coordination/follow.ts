/**
 * Replays records and tells, on the way, what each revision changed: what a delta between the two ends alone cannot tell
 * when a key was written twice in between. Followers of keys and elections get each revision whole, once and in order.
 */
import type { Candidate } from '../elections/candidate.ts';
import type { MetadataImage } from '../image.ts';
import type { KeyState } from '../keys/key.ts';
import type { MetadataRecord } from '../record.ts';
import { replayAll } from '../replay.ts';
import type { CoordinationState } from './coordination-state.ts';
import { type CoordinationDelta, coordinationDelta } from './delta.ts';
import { type CoordinationRecord, revisionOf } from './records.ts';
import { replayCoordination } from './replay.ts';
import type { Revision } from './revision.ts';

/** All that changed at one revision. Keys are in order of their paths. */
export interface RevisionChanges {
  readonly revision: Revision;
  readonly keys: readonly KeyEvent[];
  readonly leaders: readonly LeaderEvent[];
}

/** `expired`: it went because its session was not kept alive; one whose session was closed is deleted. */
export interface KeyEvent {
  readonly kind: 'put' | 'deleted' | 'expired';
  readonly path: string;
  /** Undefined when it is gone. */
  readonly key: KeyState | undefined;
  readonly previous: KeyState | undefined;
}

/** A candidate came to lead, changed what it says of itself while it leads, or ceased to lead (`after` undefined). */
export interface LeaderEvent {
  readonly before: Candidate | undefined;
  readonly after: Candidate | undefined;
}

/** The image after all of these; what the revisions among them changed is added to `revisions`. */
export function replayFollowing(
  image: MetadataImage,
  records: readonly MetadataRecord[],
  revisions: RevisionChanges[],
): MetadataImage {
  if (!records.some(isCoordination)) return replayAll(image, records);
  let next = image;
  // Nobody asks for the image of a revision in between, and an image is large.
  let state = image.coordination;
  for (let at = 0; at < records.length; ) {
    const end = endOfGroup(records, at);
    const group = records.slice(at, end);
    const before = state;
    if (group.every(isCoordination)) state = group.reduce(replayCoordination, before);
    else {
      next = replayAll(withCoordination(next, before), group);
      state = next.coordination;
    }
    const changes = changesOf(before, state, group);
    if (changes !== undefined) revisions.push(changes);
    at = end;
  }
  return withCoordination(next, state);
}

function withCoordination(image: MetadataImage, coordination: CoordinationState): MetadataImage {
  return image.coordination === coordination ? image : { ...image, coordination };
}

/** The same, where the image after all of these is known already. */
export function followReplayed({ before, after, records }: ReplayedStep, revisions: RevisionChanges[]): void {
  if (!records.some(isCoordination)) return;
  if (endOfGroup(records, 0) < records.length) {
    replayFollowing(before, records, revisions);
    return;
  }
  const changes = changesOf(before.coordination, after.coordination, records);
  if (changes !== undefined) revisions.push(changes);
}

/** Records that were replayed once: `after` is `before` with them. */
export interface ReplayedStep {
  readonly before: MetadataImage;
  readonly after: MetadataImage;
  readonly records: readonly MetadataRecord[];
}

function isCoordination(record: MetadataRecord): record is CoordinationRecord {
  return coordinationKinds.has(record.kind);
}

const coordinationKinds: ReadonlySet<string> = new Set<CoordinationRecord['kind']>([
  'sessionOpened',
  'sessionEnded',
  'keySet',
  'keyDeleted',
  'candidateSet',
  'candidateResigned',
  'revisionReached',
]);

/** Records of one revision follow each other; others stand alone or together. */
function endOfGroup(records: readonly MetadataRecord[], start: number): number {
  const revision = groupOf(records[start]);
  let end = start + 1;
  while (end < records.length && groupOf(records[end]) === revision) end += 1;
  return end;
}

function groupOf(record: MetadataRecord | undefined): Revision | undefined {
  return record !== undefined && isCoordination(record) ? revisionOf(record) : undefined;
}

function changesOf(
  from: CoordinationState,
  to: CoordinationState,
  group: readonly MetadataRecord[],
): RevisionChanges | undefined {
  const delta = writtenKeys(from, to, group) ?? coordinationDelta(from, to);
  if (delta === undefined) return undefined;
  const isExpiry = group.some((record) => record.kind === 'sessionEnded' && record.reason === 'expired');
  const gone = isExpiry ? 'expired' : 'deleted';
  const keys = delta.keys.map(({ key: path, before: previous, after: key }): KeyEvent => {
    return { kind: key === undefined ? gone : 'put', path, key, previous };
  });
  return { revision: delta.revision, keys, leaders: delta.candidates.filter(isAboutLeading) };
}

/**
 * What one record about a key changed, which is nearly every revision: only that key is looked at. Undefined where more may have
 * changed.
 */
function writtenKeys(
  from: CoordinationState,
  to: CoordinationState,
  group: readonly MetadataRecord[],
): Pick<CoordinationDelta, 'revision' | 'keys' | 'candidates'> | undefined {
  const [record] = group;
  if (record === undefined || group.length > 1 || from.revision === to.revision) return undefined;
  if (record.kind !== 'keySet' && record.kind !== 'keyDeleted') return undefined;
  // The revision went on, so the record was taken in.
  const after = record.kind === 'keySet' ? record.key : undefined;
  const path = record.kind === 'keySet' ? record.key.path : record.path;
  const before = from.keys.get(path);
  return { revision: to.revision, keys: before === after ? [] : [{ key: path, before, after }], candidates: [] };
}

function isAboutLeading({ before, after }: LeaderEvent): boolean {
  return (before?.token ?? 0) !== 0 || (after?.token ?? 0) !== 0;
}
