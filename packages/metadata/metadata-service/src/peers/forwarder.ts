/**
 * Has errands done by whoever leads the metadata: by this node itself, or over a stream by another one.
 *
 *     waiting (no leader, or no way to it) ──▶ under way ──▶ done ──▶ shown by this node's image ──▶ settled
 *        ^                                         |
 *        `── the leader did not take it, certainly ┘
 *
 * An errand is tried again only when it is certain that it had no effect, and only until its time is over. Errands that wait are
 * tried in their order, and new ones behind them; over one leader commands of this node take effect in the order in which they came.
 * Over a change of leaders those that are under way at the same time may change places.
 *
 * INV-FWD-1: an errand is in one place: waiting, with the gate, with a link, or with its reply among those to be read back.
 * INV-FWD-2: a committed reply is settled only when the position of the image is above its own.
 */
import {
  assert,
  type Clock,
  ErrorCode,
  type Logger,
  type MetadataOffset,
  outcome,
  QuietLog,
  type RpcError,
  type RpcNetwork,
  type Timer,
  type Timers,
} from '@ottla/base';
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import { peerPlaceOf } from '@ottla/raft-node';
import type { Removal } from '../introduction/belonging.ts';
import {
  forwardBytesOpenMax,
  forwardedBytesMax,
  forwardMessageBytesMax,
  forwardsOpenMax,
  leaderRetryMs,
  leaderWaitMsMax,
  linkPauseMsMax,
  linkPauseMsMin,
  readBackMsMax,
} from '../limits.ts';
import type { Leadership } from '../log/replicated-log.ts';
import type { Result } from '../service/command-gate.ts';
import { type Errand, notLed, wasNotLed } from './errand.ts';
import { LeaderLink } from './leader-link.ts';
import { ReadBack } from './read-back.ts';
import { type Ask, encodeAsk } from './wire/asks.ts';
import { sizeOfWire } from './wire/wire-value.ts';

export interface ForwarderOptions {
  readonly platform: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly logger: Logger;
    readonly rpc: RpcNetwork;
  };
  readonly clusterId: string;
  readonly nodeId: number;
  readonly leadership: () => Leadership;
  /** Where another node is reached, `host:port`. */
  readonly addressOf: (id: number) => string | undefined;
  /** Why nothing is passed on any more: this node is no member; undefined while it is one. */
  readonly removal: () => Removal | undefined;
  /** The position of this node's image. */
  readonly position: () => MetadataOffset;
  /** This node leads: it does it itself. */
  readonly doHere: (ask: Ask, requestId: string | undefined) => Promise<Result>;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #readBack = new ReadBack();
  readonly #log: QuietLog;
  #waiting: Errand[] = [];
  #link: LeaderLink | undefined;
  /** Links to those who led before, with something under way. */
  readonly #retired = new Set<LeaderLink>();
  #pause: Timer | undefined;
  #pauseMs: number = linkPauseMsMin;
  #ticker: Timer | undefined;
  #next = 0;
  #open = 0;
  #openBytes = 0;
  #isStopped = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#log = new QuietLog(options.platform.logger, options.platform.clock);
  }

  /** Never rejects. */
  run(ask: Ask, requestId: string | undefined): Promise<Result> {
    return new Promise((settle) => {
      const untilMs = this.#nowMs() + leaderWaitMsMax;
      const errand = { ask, requestId, number: this.#next++, untilMs, wire: undefined, bytes: 0, settle };
      if (this.#isStopped) settle(notLed(stoppedText));
      else if (this.#waiting.length > 0) this.#wait(errand);
      else this.#attempt(errand);
    });
  }

  /** Whether the leader heard the sign of life. Waits for no leader. */
  keepAlive(session: SessionId): Promise<SignOfLife> {
    const leadership = this.#options.leadership();
    const passes = leadership.kind === 'follower' && this.#options.removal() === undefined;
    const link = passes ? this.#linkTo(leadership.leader) : undefined;
    return link?.keepAlive(session) ?? Promise.resolve('notLeader');
  }

  /** Another node leads, or none, or this one. */
  leadershipChanged(): void {
    const leadership = this.#options.leadership();
    const leader = leadership.kind === 'follower' ? leadership.leader : undefined;
    if (leadership.kind === 'leader') this.#reached(this.#options.nodeId);
    if (this.#link !== undefined && this.#link.to !== leader) this.#retire(this.#link);
    this.#pause?.cancel();
    this.#pause = undefined;
    this.#pauseMs = linkPauseMsMin;
    this.#retry();
  }

  /** The image shows everything below this position. */
  reached(position: MetadataOffset): void {
    for (const { errand, result } of this.#readBack.reached(position)) this.#settle(errand, result);
  }

  /** Nothing is taken any more; what is under way is unknown. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#ticker?.cancel();
    this.#pause?.cancel();
    const links = [...this.#retired, ...(this.#link === undefined ? [] : [this.#link])];
    for (const link of links) for (const errand of link.close()) this.#waiting.push(errand);
    for (const errand of this.#waiting) this.#settle(errand, notLed(stoppedText));
    for (const { errand, result } of this.#readBack.expired()) this.#settle(errand, result);
    this.#waiting = [];
  }

  #attempt(errand: Errand): void {
    const leadership = this.#options.leadership();
    if (leadership.kind === 'leader') {
      void this.#options.doHere(errand.ask, errand.requestId).then((result) => this.#ended(errand, result));
      return;
    }
    const removal = this.#options.removal();
    if (removal !== undefined) {
      this.#settle(errand, notLed(`${this.#leftText(removal)} Nothing happened.`));
      return;
    }
    const link = this.#linkTo(leadership.leader);
    if (link?.isOpen !== true) this.#wait(errand);
    else if (this.#count(errand)) link.send(errand);
  }

  /** Counts an errand among the open ones. False: there is no room, and it is refused. */
  #count(errand: Errand): boolean {
    if (errand.bytes > 0) return true;
    errand.wire ??= encodeAsk(errand.ask);
    const bytes = sizeOfWire(errand.wire);
    if (bytes > forwardedBytesMax) {
      this.#refuse(
        errand,
        ErrorCode.INVALID_REQUEST,
        `The command has ${bytes} bytes, and at most ${forwardedBytesMax} go to the leader of the metadata; send it in parts.`,
      );
      return false;
    }
    if (this.#open >= forwardsOpenMax || (this.#open > 0 && this.#openBytes + bytes > forwardBytesOpenMax)) {
      this.#refuse(
        errand,
        ErrorCode.THROTTLING_QUOTA_EXCEEDED,
        'Too many metadata commands are on their way to the leader; try again shortly.',
      );
      return false;
    }
    this.#open += 1;
    this.#openBytes += bytes;
    errand.bytes = bytes;
    return true;
  }

  #refuse(errand: Errand, code: ErrorCode, sentence: string): void {
    this.#settle(errand, { kind: 'refused', outcome: outcome(code, sentence) });
  }

  /** In the order in which they came. */
  #wait(errand: Errand): void {
    if (!this.#count(errand)) return;
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.number ?? 0) > errand.number) at -= 1;
    this.#waiting.splice(at, 0, errand);
    this.#tickLater();
  }

  #retry(): void {
    if (this.#isStopped || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const errand of waiting) this.#attempt(errand);
  }

  #ended(errand: Errand, result: Result): void {
    if (wasNotLed(result) && !this.#isStopped && this.#nowMs() < errand.untilMs) this.#wait(errand);
    else if (result.kind === 'committed' && result.position >= this.#options.position() && !this.#isStopped) {
      this.#readBack.add(errand, result, this.#nowMs() + readBackMsMax);
      this.#tickLater();
    } else this.#settle(errand, result);
  }

  #settle(errand: Errand, result: Result): void {
    if (errand.bytes > 0) {
      this.#open -= 1;
      this.#openBytes -= errand.bytes;
      errand.bytes = 0;
    }
    errand.settle(result);
  }

  #tickLater(): void {
    this.#ticker ??= this.#options.platform.timers.after(leaderRetryMs, () => {
      this.#ticker = undefined;
      this.#expire();
      this.#retry();
      if (this.#waiting.length > 0 || !this.#readBack.isEmpty) this.#tickLater();
    });
  }

  #expire(): void {
    const nowMs = this.#nowMs();
    this.#giveUpReading(nowMs);
    const over = this.#waiting.filter(({ untilMs }) => untilMs <= nowMs);
    if (over.length === 0) return;
    this.#waiting = this.#waiting.filter(({ untilMs }) => untilMs > nowMs);
    for (const errand of over) this.#settle(errand, notLed(this.#whyNot()));
  }

  /** A node that is no member any more hears nothing more, so nobody waits for its image. */
  #giveUpReading(nowMs: number): void {
    const removal = this.#options.removal();
    const over =
      removal === undefined
        ? this.#readBack.expired(nowMs)
        : this.#readBack.expired(Number.POSITIVE_INFINITY, this.#leftText(removal));
    for (const { errand, result } of over) this.#settle(errand, result);
  }

  #leftText({ members }: Removal): string {
    const { nodeId, clusterId } = this.#options;
    const others = members.filter((id) => id !== nodeId);
    const whom = others.length === 0 ? 'another node' : `node ${others.join(', ').replace(/, (\d+)$/, ' or $1')}`;
    return `Node ${nodeId} was removed from cluster ${clusterId}; ask ${whom}.`;
  }

  #whyNot(): string {
    const leadership = this.#options.leadership();
    const leader = leadership.kind === 'follower' ? leadership.leader : this.#options.nodeId;
    const waited = `within ${leaderWaitMsMax / 1000} s`;
    return leader === undefined
      ? `No node became the leader of the metadata ${waited}; nothing happened. Look whether most of its nodes run and reach each other, then try again.`
      : `Node ${leader} leads the metadata, but could not be reached from node ${this.#options.nodeId}, or did not take commands, ${waited}; nothing happened. Try again, or ask another node.`;
  }

  /** The stream to this leader; undefined while it is not known, or the way to it is broken. */
  #linkTo(leader: number | undefined): LeaderLink | undefined {
    if (leader === undefined || leader === this.#options.nodeId || this.#isStopped) return undefined;
    if (this.#link !== undefined && this.#link.to !== leader) this.#retire(this.#link);
    if (this.#link === undefined && this.#pause === undefined) this.#link = this.#connect(leader);
    return this.#link;
  }

  #connect(leader: number): LeaderLink | undefined {
    const { platform, clusterId, nodeId, addressOf } = this.#options;
    const place = peerPlaceOf(addressOf(leader) ?? '');
    if (place === undefined) return undefined;
    const link: LeaderLink = new LeaderLink({
      channel: platform.rpc.channel({ ...place, messageBytesMax: forwardMessageBytesMax }),
      timers: platform.timers,
      hello: { clusterId, from: nodeId, to: leader },
      opened: () => {
        this.#pauseMs = linkPauseMsMin;
        this.#reached(link.to);
        this.#retry();
      },
      ended: (errand, result) => this.#ended(errand, result),
      closed: (error, untouched) => this.#broken(link, error, untouched),
    });
    return link;
  }

  #broken(link: LeaderLink, error: RpcError, untouched: readonly Errand[]): void {
    this.#retired.delete(link);
    for (const errand of untouched) this.#wait(errand);
    if (link !== this.#link) return;
    this.#link = undefined;
    this.#log.warn(wayToLeader, 'metadata.leader_lost', {
      leader: link.to,
      code: error.code,
      error: error.message,
    });
    assert(this.#pause === undefined, 'a way that is open is not waited for');
    this.#pause = this.#options.platform.timers.after(this.#pauseMs, () => {
      this.#pause = undefined;
      this.#retry();
    });
    this.#pauseMs = Math.min(this.#pauseMs * 2, linkPauseMsMax);
  }

  #reached(leader: number): void {
    this.#log.over(wayToLeader, 'metadata.leader_reached', { leader });
  }

  #retire(link: LeaderLink): void {
    this.#link = undefined;
    this.#retired.add(link);
    for (const errand of link.retire()) this.#wait(errand);
  }

  #nowMs(): number {
    return this.#options.platform.clock.monotonicMs();
  }
}

/** Under what is logged whether the leader is reached. */
const wayToLeader = 'leader';

const stoppedText = 'The metadata of this node is being stopped; nothing happened. Ask another node.';
