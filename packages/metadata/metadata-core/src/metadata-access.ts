/** The metadata as a broker uses it. The metadata service implements this; a broker never sees the log behind it. */
import type { MetadataOffset, ProtocolOutcome } from '@ottla/base';
import type { MetadataCommand, ReplyTo } from './command.ts';
import type { Revision } from './coordination/revision.ts';
import type { Watch, WatchFilter } from './coordination/watch.ts';
import type { MetadataDelta } from './delta.ts';
import type { MetadataImage } from './image.ts';
import type { QuorumAccess } from './quorum/quorum-access.ts';
import type { SessionId, SignOfLife } from './sessions/session.ts';

export interface MetadataAccess {
  /** The nodes that keep the metadata. */
  readonly quorum: QuorumAccess;
  /** The newest committed image. */
  image(): MetadataImage;
  /** The position in the metadata log up to which the image speaks (exclusive). */
  position(): MetadataOffset;
  /**
   * Follows the metadata. Calls the publisher at once with everything so far as a delta from empty, then once for each
   * committed group of commands, in order, before the replies to those commands are given out. Answers how to stop.
   */
  subscribe(publisher: MetadataPublisher): () => void;
  /**
   * Has a command planned, committed and replayed. Never rejects: what can go wrong is in the result. A command with
   * the `requestId` of an earlier one gets the earlier one's result, as long as that is remembered.
   */
  submit<Command extends MetadataCommand>(
    command: Command,
    options?: { readonly requestId?: string },
  ): Promise<SubmitResult<ReplyTo<Command>>>;
  /**
   * Resolves with true when everything that was acknowledged anywhere before this call is in the image: what is read there
   * then is linearizable. False when no leader could say so; ask again. Never rejects.
   */
  caughtUp(): Promise<boolean>;
  /** A sign of life of a session. Never rejects. */
  keepAlive(session: SessionId): Promise<SignOfLife>;
  /**
   * Follows what single revisions change, from a revision on; `ready` is called when there is something to
   * take, once for each time. Undefined when there are too many already.
   */
  watch(filter: WatchFilter, afterRevision: Revision, ready: () => void): Watch | undefined;
}

/** Takes up a committed change. What it throws is a programmer error and stops the service. */
export type MetadataPublisher = (delta: MetadataDelta, image: MetadataImage, position: MetadataOffset) => void;

/**
 * `committed`: the reply holds (its items may still be refusals). `refused`: nothing happened and nothing will.
 * `unknown`: it may have taken effect or may yet do so.
 */
export type SubmitResult<Reply> =
  | { readonly kind: 'committed'; readonly reply: Reply; readonly position: MetadataOffset }
  | { readonly kind: 'refused'; readonly outcome: ProtocolOutcome }
  | { readonly kind: 'unknown'; readonly outcome: ProtocolOutcome };
