/**
 * The stream to the node that leads: many commands under way side by side, everything of a turn in one message.
 *
 *     opening --welcome--> open --another one leads--> retired --nothing under way, or time is over--> closed
 *        '------------------ it breaks, or is closed: from anywhere -----------------------------------^
 *
 * What was not written when it closes had no effect; nor had what was written to a leader that ended the stream in order, which it
 * does when everything that it began is answered. The end of everything else is unknown. The leader is asked now and then whether it
 * is there: a connection on which everything vanishes does not know that it is dead.
 */
import { type RpcChannel, RpcError, type RpcStream, type Timer, type Timers } from '@ottla/base';
import type { SessionId, SignOfLife } from '@ottla/metadata-core';
import {
  type ForwardedCommand,
  type ForwardedEnd,
  type ForwardHello,
  type ForwardRequest,
  type ForwardResponse,
  metadataPeersService,
} from '@ottla/rpc';
import { forwardFrameBytesMax, leaderPingMs, leaderPingsUnansweredMax, retiredLinkMsMax } from '../limits.ts';
import type { Result } from '../service/command-gate.ts';
import { type Errand, unknownEnd } from './errand.ts';
import { ReplyParts } from './reply-parts.ts';
import { SignBatches } from './sign-batches.ts';
import { encodeAsk } from './wire/asks.ts';
import { sizeOfWire } from './wire/wire-value.ts';

export interface LeaderLinkOptions {
  readonly channel: RpcChannel;
  readonly timers: Timers;
  readonly hello: ForwardHello;
  /** It takes errands now. */
  readonly opened: () => void;
  /** How an errand ended. */
  readonly ended: (errand: Errand, result: Result) => void;
  /** It is over. These errands had no effect. Called once, unless `close` was. */
  readonly closed: (error: RpcError, untouched: readonly Errand[]) => void;
}

interface Flight {
  readonly errand: Errand;
  readonly reply: ReplyParts;
}

export class LeaderLink {
  readonly #options: LeaderLinkOptions;
  readonly #stream: RpcStream<ForwardRequest>;
  readonly #flights = new Map<number, Flight>();
  readonly #signs: SignBatches;
  #life: 'opening' | 'open' | 'retired' | 'closed' = 'opening';
  #outbox: Errand[] = [];
  #isScheduled = false;
  #isFull = false;
  #nextId = 1;
  #pinger: Timer | undefined;
  #unanswered = 0;
  #retirement: Timer | undefined;

  constructor(options: LeaderLinkOptions) {
    this.#options = options;
    this.#signs = new SignBatches(options.timers, () => this.#schedule());
    this.#stream = options.channel.open(metadataPeersService.forward, {
      message: (response) => this.#onResponse(response),
      drained: () => {
        this.#isFull = false;
        this.#flush();
      },
      ended: () => this.#over(new RpcError('unavailable', 'the leader ended the stream'), true),
      failed: (error) => this.#over(error, false),
    });
    this.#stream.write({ hello: options.hello, commands: [], signs: [] });
    this.#ping();
  }

  get to(): number {
    return this.#options.hello.to;
  }

  get isOpen(): boolean {
    return this.#life === 'open';
  }

  get isOver(): boolean {
    return this.#life === 'closed' || this.#life === 'retired';
  }

  /** Only while it is open. Leaves at the end of this turn. */
  send(errand: Errand): void {
    this.#outbox.push(errand);
    this.#schedule();
  }

  /** Leaves soon, with others; also while the stream is being opened. */
  keepAlive(session: SessionId): Promise<SignOfLife> {
    return this.isOver ? Promise.resolve('notLeader') : this.#signs.add(session);
  }

  /** Another node leads: what is under way may end. Answers what had not left. */
  retire(): readonly Errand[] {
    if (this.isOver) return [];
    this.#life = 'retired';
    this.#signs.retire();
    const untouched = this.#takeOutbox();
    this.#retirement = this.#options.timers.after(retiredLinkMsMax, () => this.#leave());
    this.#closeWhenIdle();
    return untouched;
  }

  /** Gives everything up. Answers what had not left. */
  close(): readonly Errand[] {
    const untouched = this.#takeOutbox();
    this.#end(new RpcError('cancelled', 'the way to the leader is not needed any more'));
    return untouched;
  }

  #takeOutbox(): readonly Errand[] {
    const untouched = this.#outbox;
    this.#outbox = [];
    return untouched;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.timers.soon(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#life === 'open' && !this.#isFull && (this.#outbox.length > 0 || this.#signs.hasDue)) {
      const commands = this.#takeFrame();
      const signs = this.#signs.take();
      this.#isFull = !this.#stream.write({ commands, signs });
    }
  }

  /** What goes in one message; from here on its end may be unknown. */
  #takeFrame(): readonly ForwardedCommand[] {
    const commands: ForwardedCommand[] = [];
    let bytes = 0;
    for (const errand of this.#outbox) {
      const wire = (errand.wire ??= encodeAsk(errand.ask));
      bytes += sizeOfWire(wire);
      if (bytes > forwardFrameBytesMax && commands.length > 0) break;
      const correlationId = this.#nextId++;
      this.#flights.set(correlationId, { errand, reply: new ReplyParts() });
      commands.push({ correlationId, requestId: errand.requestId ?? '', ...wire });
    }
    this.#outbox.splice(0, commands.length);
    return commands;
  }

  #onResponse({ welcome, ends, signs }: ForwardResponse): void {
    if (this.#life === 'closed') return;
    this.#unanswered = 0;
    if (welcome !== undefined && this.#life === 'opening') {
      const { clusterId, to } = this.#options.hello;
      if (welcome.clusterId !== clusterId || welcome.nodeId !== to) {
        this.#over(new RpcError('failedPrecondition', strangerText(welcome.nodeId, to)), false);
        this.#stream.abort(new RpcError('cancelled', 'this is not the node that was looked for'));
        return;
      }
      this.#life = 'open';
      this.#options.opened();
      this.#flush();
    }
    for (const end of ends) this.#onEnd(end);
    for (const heard of signs) this.#signs.heard(heard);
    this.#closeWhenIdle();
  }

  #onEnd({ correlationId, end }: ForwardedEnd): void {
    const flight = this.#flights.get(correlationId);
    if (flight === undefined) return;
    const result = flight.reply.take(end);
    if (result === undefined) return;
    this.#flights.delete(correlationId);
    this.#options.ended(flight.errand, result);
  }

  get #isIdle(): boolean {
    return this.#flights.size === 0 && this.#signs.isIdle;
  }

  #closeWhenIdle(): void {
    if (this.#life === 'retired' && this.#isIdle) this.#leave();
  }

  /** Nothing more is expected of who led before. */
  #leave(): void {
    const reason = new RpcError('cancelled', 'another node leads');
    this.#end(reason);
    this.#options.closed(reason, []);
  }

  /** Whether the leader is there is looked after also while nothing is under way: what comes next is not to be lost. */
  #ping(): void {
    this.#pinger = this.#options.timers.after(leaderPingMs, () => {
      this.#unanswered += 1;
      if (this.#unanswered > leaderPingsUnansweredMax) {
        this.#over(new RpcError('unavailable', 'it gives no sign of life'), false);
        this.#stream.abort(new RpcError('cancelled', 'the leader gives no sign of life'));
        return;
      }
      if (this.#life !== 'opening') this.#stream.write({ commands: [], signs: [] });
      this.#ping();
    });
  }

  /** The stream is over. `inOrder`: the leader has answered all that it began. */
  #over(error: RpcError, inOrder: boolean): void {
    if (this.#life === 'closed') return;
    const unanswered = inOrder ? [...this.#flights.values()].map(({ errand }) => errand) : [];
    if (inOrder) this.#flights.clear();
    const untouched = [...unanswered, ...this.#takeOutbox()];
    this.#finish(error);
    this.#options.closed(error, untouched);
  }

  #end(reason: RpcError): void {
    if (this.#life === 'closed') return;
    this.#finish(reason);
    this.#stream.abort(reason);
  }

  #finish(error: RpcError): void {
    this.#life = 'closed';
    this.#pinger?.cancel();
    this.#retirement?.cancel();
    this.#signs.close();
    const flights = [...this.#flights.values()];
    this.#flights.clear();
    for (const { errand } of flights) this.#options.ended(errand, unknownEnd(lostText(this.to, error)));
    this.#options.channel.close();
  }
}

function lostText(to: number, { message }: RpcError): string {
  return `The stream to node ${to}, which led the metadata, was lost before the answer came (${message}); the command may have taken effect.`;
}

function strangerText(found: number, wanted: number): string {
  return `node ${found} answered where node ${wanted} should be; correct the address of node ${wanted}`;
}
