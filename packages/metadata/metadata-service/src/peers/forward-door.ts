/** The leader's end of the streams on which other nodes of the cluster bring what their clients want. Nothing of it is forwarded again. */
import {
  type Clock,
  ErrorCode,
  type Logger,
  outcome,
  type ProtocolOutcome,
  QuietLog,
  RpcError,
  type RpcRegistration,
  type RpcStream,
  type RpcStreamHandler,
  serve,
  type Timers,
} from '@ottla/base';
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import {
  type ForwardedCommand,
  type ForwardedEnd,
  type ForwardedSigns,
  type ForwardedSignsHeard,
  type ForwardHello,
  type ForwardRequest,
  type ForwardResponse,
  metadataPeersService,
} from '@ottla/rpc';
import { forwardFrameBytesMax, forwardsPerStreamMax } from '../limits.ts';
import type { Result } from '../service/command-gate.ts';
import { type Ask, decodeAsk } from './wire/asks.ts';
import { endsOf, type SizedEnd } from './wire/ends.ts';

export interface ForwardDoorOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly clusterId: string;
  readonly nodeId: number;
  /** Whether a node is a member of the quorum; undefined: this node does not take part yet. */
  readonly isMember: (id: number) => boolean | undefined;
  /** Whether this node takes commands. */
  readonly leads: () => boolean;
  readonly doHere: (ask: Ask, requestId: string | undefined) => Promise<Result>;
  /** What becomes of signs of life of these sessions; undefined: this node does not lead for certain. */
  readonly hear: (sessions: readonly SessionId[]) => Promise<readonly SignOfLife[] | undefined>;
}

/** The service for the peer port. */
export function forwardDoor(options: ForwardDoorOptions): RpcRegistration {
  const log = new QuietLog(options.logger, options.clock);
  return serve(metadataPeersService.forward, (stream) => new ForwardStream(options, log, stream));
}

/** hello ──▶ taking ──closing, or it is no member any more──▶ answering what was begun ──▶ over */
class ForwardStream implements RpcStreamHandler<ForwardRequest> {
  readonly #options: ForwardDoorOptions;
  readonly #log: QuietLog;
  readonly #stream: RpcStream<ForwardResponse>;
  #from = -1;
  #life: 'new' | 'taking' | 'ending' | 'over' = 'new';
  #open = 0;
  #isPaused = false;
  #isFull = false;
  #isScheduled = false;
  #owesSign = false;
  #ends: SizedEnd[] = [];
  #signs: ForwardedSignsHeard[] = [];

  constructor(options: ForwardDoorOptions, log: QuietLog, stream: RpcStream<ForwardResponse>) {
    this.#options = options;
    this.#log = log;
    this.#stream = stream;
  }

  message({ hello, commands, signs }: ForwardRequest): void {
    if (this.#life === 'new') this.#greet(hello);
    // One that was removed is let go. Its link asks now and then, so it is found out soon.
    if (this.#life === 'taking' && this.#options.isMember(this.#from) === false) this.#letGo();
    // What comes in while it ends is not begun; the sender asks another node.
    if (this.#life !== 'taking') return;
    for (const command of commands) this.#take(command);
    for (const batch of signs) this.#hear(batch);
    if (hello === undefined && commands.length + signs.length === 0) this.#owesSign = true;
    if (this.#owesSign) this.#schedule();
    this.#judge();
  }

  drained(): void {
    this.#isFull = false;
    this.#flush();
    this.#judge();
  }

  ended(): void {
    this.closing();
  }

  closing(): void {
    if (this.#life === 'over') return;
    this.#life = 'ending';
    this.#endWhenIdle();
  }

  failed(): void {
    this.#life = 'over';
    this.#ends = [];
    this.#signs = [];
  }

  /** Who speaks has to be a member of this cluster, and to mean this node. */
  #greet(hello: ForwardHello | undefined): void {
    const { clusterId, nodeId, isMember } = this.#options;
    const isForUs = hello?.clusterId === clusterId && hello.to === nodeId && hello.from !== nodeId;
    const isKnown = isForUs ? isMember(hello.from) : false;
    if (isKnown === true) {
      this.#life = 'taking';
      this.#from = hello?.from ?? -1;
      this.#log.over(String(hello?.from), 'metadata.peer.accepted', { from: hello?.from });
      this.#stream.write({ welcome: { clusterId, nodeId }, ends: [], signs: [] });
      return;
    }
    this.failed();
    this.#log.warn(String(hello?.from), 'metadata.peer.refused', {
      from: hello?.from,
      to: hello?.to,
      cluster: hello?.clusterId,
    });
    this.#stream.abort(
      isKnown === undefined
        ? new RpcError('unavailable', 'this node does not take part in the metadata quorum yet')
        : // Whoever knocks learns nothing about who lives here.
          new RpcError('failedPrecondition', strangerText),
    );
  }

  #letGo(): void {
    this.#log.warn(String(this.#from), 'metadata.peer.removed', { from: this.#from });
    this.closing();
  }

  #take({ correlationId, requestId, text, parts }: ForwardedCommand): void {
    const ask = decodeAsk({ text, parts });
    if ('refused' in ask) {
      this.#end(correlationId, { kind: 'refused', outcome: ask.refused });
      return;
    }
    if (!this.#options.leads()) {
      this.#end(correlationId, { kind: 'refused', outcome: notLeading });
      return;
    }
    this.#open += 1;
    void this.#options.doHere(ask, requestId === '' ? undefined : requestId).then((result) => {
      this.#open -= 1;
      this.#end(correlationId, result);
    });
  }

  #hear({ correlationId, sessionIds }: ForwardedSigns): void {
    this.#open += 1;
    void this.#options.hear(sessionIds as readonly SessionId[]).then((signs) => {
      this.#open -= 1;
      if (this.#life === 'over') return;
      const gone = sessionIds.filter((_, at) => signs?.[at] === 'gone');
      this.#signs.push({ correlationId, notLeader: signs === undefined, gone });
      this.#schedule();
    });
  }

  #end(correlationId: number, result: Result): void {
    if (this.#life === 'over') return;
    for (const end of endsOf(correlationId, result)) this.#ends.push(end);
    this.#schedule();
  }

  /** Everything of this turn goes together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.timers.soon(() => {
      this.#isScheduled = false;
      this.#flush();
      this.#judge();
    });
  }

  #flush(): void {
    while (this.#life !== 'over' && !this.#isFull && this.#hasNews) {
      const signs = this.#signs;
      this.#signs = [];
      this.#owesSign = false;
      this.#isFull = !this.#stream.write({ ends: this.#takeFrame(), signs });
    }
    this.#endWhenIdle();
  }

  get #hasNews(): boolean {
    return this.#ends.length > 0 || this.#signs.length > 0 || this.#owesSign;
  }

  #takeFrame(): readonly ForwardedEnd[] {
    let bytes = 0;
    let count = 0;
    for (const end of this.#ends) {
      bytes += end.bytes;
      if (bytes > forwardFrameBytesMax && count > 0) break;
      count += 1;
    }
    return this.#ends.splice(0, count).map(({ end }) => end);
  }

  /** It is not read while its answers do not get out, or too much of it is under way. */
  #judge(): void {
    if (this.#life === 'over') return;
    const hold = this.#isFull || this.#open >= forwardsPerStreamMax;
    if (hold === this.#isPaused) return;
    this.#isPaused = hold;
    if (hold) this.#stream.pause();
    else this.#stream.resume();
  }

  #endWhenIdle(): void {
    if (this.#life !== 'ending' || this.#open > 0 || this.#hasNews) return;
    this.#life = 'over';
    this.#stream.end();
  }
}

const notLeading: ProtocolOutcome = outcome(ErrorCode.NOT_CONTROLLER);

const strangerText =
  'this node does not take commands from you: you are no member of its quorum, or look for another node or cluster; its log says more';
