/**
 * Takes commands on the leader: plans them one after another, has their records committed, and gives the replies out.
 *
 * Commands are pipelined. Each is planned against the *speculative* image, which the commands in flight before it would
 * leave, so many commit in one synced batch. A reply is parked until the records of its command are committed; a reply
 * without records is parked behind the commands that it was planned upon.
 *
 * Results are remembered by request id in memory, on the leader that did the work and nowhere else.
 *
 * INV-SVC-1: with nothing in flight the speculative image equals the committed one. INV-SVC-2: replies with
 * records are given out in the order of their commands, all after the publishers have seen what they speak of.
 */
import { ErrorCode, type Logger, type MetadataOffset, messageOf, outcome, type ProtocolOutcome } from '@ottla/base';
import {
  decodeRecords,
  encodeRecords,
  type MetadataCommand,
  type MetadataImage,
  type MetadataReply,
  type Plan,
  type PlanContext,
  plan,
  type ReplayedStep,
  replayAll,
  type SubmitResult,
} from '@ottla/metadata-core';
import { bytesInFlightMax, commandsInFlightMax, requestIdCharsMax } from '../limits.ts';
import type { ProposalResult, ReplicatedLog, Term } from '../log/replicated-log.ts';
import type { CommittedState } from './committed-state.ts';
import { ProposalLine } from './proposal-line.ts';
import { RequestMemory } from './request-memory.ts';

export interface CommandGateOptions {
  readonly log: ReplicatedLog;
  readonly committed: CommittedState;
  readonly context: PlanContext;
  readonly logger: Logger;
  /** Bytes of records of several commands that share an entry of the log. */
  readonly entryBytesWanted: number;
  /** Why no command is taken at all; undefined: the service runs. */
  readonly closed: () => ProtocolOutcome | undefined;
}

/** How a command ended. */
export type Result = SubmitResult<MetadataReply>;

export class CommandGate {
  readonly #options: CommandGateOptions;
  readonly #committed: CommittedState;
  readonly #line: ProposalLine;
  readonly #requests = new RequestMemory<Result>();
  #speculative: MetadataImage;
  /** The proposals that build upon each other; a failure begins a new chain. */
  #chain = 0;
  #commandsInFlight = 0;
  #bytesInFlight = 0;
  #last: Promise<Result> | undefined;

  constructor(options: CommandGateOptions) {
    this.#options = options;
    this.#committed = options.committed;
    this.#line = new ProposalLine(options.log, options.committed, options.entryBytesWanted);
    this.#speculative = options.committed.image;
  }

  /** Resolves when everything that was taken in has ended. */
  async finish(): Promise<void> {
    this.#line.flush();
    await this.#last;
  }

  /** What came of a request that this node did itself, settled or not. */
  known(requestId: string | undefined): Promise<Result> | undefined {
    return requestId === undefined ? undefined : this.#requests.find(requestId);
  }

  submit(command: MetadataCommand, requestId: string | undefined): Promise<Result> {
    return this.known(requestId) ?? this.#admit(command, requestId);
  }

  /** Something was committed, or a snapshot installed. With nothing in flight there is nothing to speculate upon. */
  settleSpeculation(): void {
    if (this.#commandsInFlight === 0) this.#speculative = this.#committed.image;
  }

  /** What was planned in an earlier reign and is not committed by now never will be. */
  newReign(): void {
    this.#chain += 1;
    this.#line.drop();
    this.#speculative = this.#committed.image;
  }

  #admit(command: MetadataCommand, requestId: string | undefined): Promise<Result> {
    const refusal = this.#refusal(requestId);
    if (refusal !== undefined) return Promise.resolve(refusal);
    const result = this.#run(command);
    if (requestId === undefined) return result;
    this.#requests.keep(requestId, result);
    return result.then((settled) => {
      if (settled.kind === 'refused') this.#requests.forget(requestId);
      return settled;
    });
  }

  #refusal(requestId: string | undefined): Result | undefined {
    const closed = this.#options.closed();
    if (closed !== undefined) return { kind: 'refused', outcome: closed };
    if (this.#options.log.leadership().kind !== 'leader') return refused(ErrorCode.NOT_CONTROLLER);
    if (this.#commandsInFlight >= commandsInFlightMax || this.#bytesInFlight >= bytesInFlightMax)
      return refused(
        ErrorCode.THROTTLING_QUOTA_EXCEEDED,
        'Too many metadata commands are waiting for the disk; try again shortly.',
      );
    if (requestId !== undefined && requestId.length > requestIdCharsMax)
      return refused(ErrorCode.INVALID_REQUEST, `A request id has at most ${requestIdCharsMax} characters.`);
    return undefined;
  }

  /** Plans now, so that commands take effect in the order of their submission. */
  #run(command: MetadataCommand): Promise<Result> {
    let planned: Plan<MetadataReply>;
    let bytes: Uint8Array;
    let step: ReplayedStep;
    try {
      planned = plan(this.#speculative, command, this.#options.context);
      bytes = encodeRecords(planned.records);
      // What is read back is what everybody will replay: a record that cannot be read must never reach the log.
      const records = decodeRecords(bytes);
      const before = this.#speculative;
      step = { before, after: replayAll(before, records), records };
    } catch (error) {
      this.#options.logger.error('metadata.command.failed', { command: command.kind, error });
      return Promise.resolve(
        refused(
          ErrorCode.UNKNOWN_SERVER_ERROR,
          `The command could not be planned: ${messageOf(error)}. Nothing was changed.`,
        ),
      );
    }
    if (planned.records.length === 0) return this.#park(planned.reply);
    this.#speculative = step.after;
    const result = this.#propose(bytes, step, planned.reply);
    this.#last = result;
    return result;
  }

  /**
   * A reply that changes nothing holds when the commands that it was planned upon are committed; without any, when this node led on in
   * the same reign until a quorum had confirmed it: another leader may have changed what it speaks of. That somebody confirms is not
   * enough. Consensus hears of another leader before this gate does, and from then on asks that one.
   */
  async #park(reply: MetadataReply): Promise<Result> {
    const { term } = this.#options.log.leadership();
    const holds =
      this.#commandsInFlight === 0 || this.#last === undefined
        ? (await this.#options.log.caughtUp()) && this.#leadsIn(term)
        : (await this.#last).kind === 'committed';
    if (holds) return { kind: 'committed', reply, position: (this.#committed.position - 1) as MetadataOffset };
    return refused(
      ErrorCode.NOT_CONTROLLER,
      'A command before this one failed, or this node leads no more; try again.',
    );
  }

  #leadsIn(term: Term): boolean {
    const leadership = this.#options.log.leadership();
    return leadership.kind === 'leader' && leadership.term === term;
  }

  #propose(bytes: Uint8Array, step: ReplayedStep, reply: MetadataReply): Promise<Result> {
    const chain = this.#chain;
    this.#commandsInFlight += 1;
    this.#bytesInFlight += bytes.length;
    const voided = (): void => this.#breakChain(chain);
    return this.#line.propose(bytes, step, voided).then((ended) => {
      this.#commandsInFlight -= 1;
      this.#bytesInFlight -= bytes.length;
      this.settleSpeculation();
      return resultOf(ended, reply);
    });
  }

  /** What was planned upon a failed command is void; the log fails those too. */
  #breakChain(chain: number): void {
    if (chain === this.#chain) this.newReign();
  }
}

function refused(code: ErrorCode, sentence?: string): Result {
  return { kind: 'refused', outcome: outcome(code, sentence) };
}

function resultOf(ended: ProposalResult, reply: MetadataReply): Result {
  if (ended.kind === 'committed') return { kind: 'committed', reply, position: ended.position };
  const code = ended.reason === 'failed' ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_CONTROLLER;
  if (ended.kind === 'refused') return refusalFor(ended.reason, code);
  const why =
    ended.reason === 'leadershipLost'
      ? 'Another node became the leader of the metadata while the command was being written; it may have taken effect.'
      : 'The metadata log failed while the command was being written; whether it took effect will show after a restart.';
  return { kind: 'unknown', outcome: outcome(ErrorCode.REQUEST_TIMED_OUT, why) };
}

function refusalFor(reason: Extract<ProposalResult, { kind: 'refused' }>['reason'], code: ErrorCode): Result {
  if (reason === 'busy') return refused(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
  if (reason !== 'tooLarge') return refused(code);
  return refused(
    ErrorCode.INVALID_REQUEST,
    'The command leads to more records than one entry of the metadata log holds; send it in parts.',
  );
}
