/**
 * Asks the leaders of partitions, all of them side by side: a leader that does not answer holds up nobody's question but its own.
 * Tries again, each group of questions for itself, while that can help.
 */
import type { OttlaClientError } from '../errors/client-error.ts';
import { ClosedError, TimedOutError } from '../errors/errors.ts';
import { asClientError } from '../errors/from-server.ts';
import { leaderlessError, leaderOf } from '../metadata/cluster-view.ts';
import type { MetadataView } from '../metadata/metadata-view.ts';
import { backoff } from '../retry/retry-plan.ts';
import { wait } from '../wait.ts';
import type { ServerAddress } from './address.ts';
import type { Connection } from './connection.ts';

/** A question is about one partition. */
export interface AboutPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a leader said to one question. */
export type LeaderAnswer<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: OttlaClientError };

export interface LeaderCallOptions<Question extends AboutPartition, Answer> {
  /** Begins the sentence of an error: `the offset`. */
  readonly about: string;
  readonly timeoutMs: number;
  /** Asks one leader; one answer for each question, in the same order. May throw where none can be answered. */
  readonly ask: (leader: ServerAddress, questions: readonly Question[]) => Promise<readonly LeaderAnswer<Answer>[]>;
  /** Whether the same may be asked again after this error. Default: where it is retriable. */
  readonly mayRepeat?: (error: OttlaClientError) => boolean;
}

/** A question that is open, and how it ends. */
interface Open<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: OttlaClientError) => void;
}

interface Failed<Question, Answer> extends Open<Question, Answer> {
  readonly error: OttlaClientError;
}

export class LeaderCalls {
  readonly #connection: Connection;
  readonly #metadata: MetadataView;

  constructor(connection: Connection, metadata: MetadataView) {
    this.#connection = connection;
    this.#metadata = metadata;
  }

  /** One promise for each question. Each fails with a client error, with a `TimedOutError` after `timeoutMs`. */
  each<Question extends AboutPartition, Answer>(
    questions: readonly Question[],
    options: LeaderCallOptions<Question, Answer>,
  ): Promise<Answer>[] {
    const run = new Run(this.#connection, this.#metadata, options);
    const open: Open<Question, Answer>[] = [];
    const promises = questions.map(
      (question) =>
        new Promise<Answer>((resolve, reject) => {
          open.push({ question, resolve, reject });
        }),
    );
    this.#metadata.want(questions.map(({ topic }) => topic));
    void run.attempt(open, 1);
    return promises;
  }

  /** The answer of one leader to some questions, once. Never rejects. */
  async once<Question extends AboutPartition, Answer>(
    leader: ServerAddress,
    questions: readonly Question[],
    { about, ask }: Pick<LeaderCallOptions<Question, Answer>, 'about' | 'ask'>,
  ): Promise<readonly LeaderAnswer<Answer>[]> {
    try {
      const answers = await ask(leader, questions);
      return questions.map((_, index) => answers[index] ?? { ok: false, error: incomplete(about) });
    } catch (thrown) {
      const error = asClientError(thrown, about);
      return questions.map(() => ({ ok: false, error }));
    }
  }
}

/** One call of `each`. */
class Run<Question extends AboutPartition, Answer> {
  readonly #connection: Connection;
  readonly #metadata: MetadataView;
  readonly #calls: LeaderCalls;
  readonly #options: LeaderCallOptions<Question, Answer>;
  readonly #endsAtMs: number;

  constructor(connection: Connection, metadata: MetadataView, options: LeaderCallOptions<Question, Answer>) {
    this.#connection = connection;
    this.#metadata = metadata;
    this.#calls = new LeaderCalls(connection, metadata);
    this.#options = options;
    this.#endsAtMs = connection.platform.clock.monotonicMs() + options.timeoutMs;
  }

  async attempt(open: readonly Open<Question, Answer>[], attempts: number): Promise<void> {
    const isNew = open.some(({ question }) => this.#metadata.topic(question.topic) === undefined);
    // Why the metadata could not be had is told by `failure`.
    if (isNew || attempts > 1) await this.#metadata.refresh().catch(() => undefined);
    const byLeader = new Map<number, { readonly address: ServerAddress; readonly open: Open<Question, Answer>[] }>();
    const leaderless: Failed<Question, Answer>[] = [];
    for (const one of open) {
      const leader = leaderOf(this.#metadata.view, one.question.topic, one.question.partition);
      if (leader === undefined) leaderless.push({ ...one, error: this.#withoutLeader(one.question) });
      else {
        const group = byLeader.get(leader.nodeId) ?? { address: leader.address, open: [] };
        group.open.push(one);
        byLeader.set(leader.nodeId, group);
      }
    }
    this.#failed(leaderless, attempts);
    for (const group of byLeader.values()) void this.#ask(group.address, group.open, attempts);
  }

  async #ask(leader: ServerAddress, open: readonly Open<Question, Answer>[], attempts: number): Promise<void> {
    const questions = open.map(({ question }) => question);
    const answers = await this.#calls.once(leader, questions, this.#options);
    const failed: Failed<Question, Answer>[] = [];
    for (const [index, one] of open.entries()) {
      const said = answers[index];
      if (said?.ok === true) one.resolve(said.answer);
      else failed.push({ ...one, error: said?.error ?? incomplete(this.#options.about) });
    }
    this.#failed(failed, attempts);
  }

  /** Gives up what cannot be had, or takes too long, and asks for the rest again after a pause. */
  #failed(failed: readonly Failed<Question, Answer>[], attempts: number): void {
    const { platform, settings } = this.#connection;
    const { mayRepeat = isRetriable, about, timeoutMs } = this.#options;
    const { retryBackoffMs, retryBackoffMaxMs } = settings;
    const pauseMs = backoff({ attempts, backoffMs: retryBackoffMs, backoffMsMax: retryBackoffMaxMs, chance: 0.5 });
    const isLate = platform.clock.monotonicMs() + pauseMs > this.#endsAtMs;
    const again: Failed<Question, Answer>[] = [];
    for (const one of failed) {
      if (this.#connection.isClosed) one.reject(new ClosedError('the client was closed'));
      else if (!mayRepeat(one.error)) one.reject(one.error);
      else if (isLate) one.reject(late(`${about} of ${placeOf(one.question)}`, timeoutMs, one.error));
      else again.push(one);
    }
    if (again.length > 0) void wait(platform.timers, pauseMs).then(() => this.attempt(again, attempts + 1));
  }

  #withoutLeader({ topic, partition }: Question): OttlaClientError {
    const { view, failure } = this.#metadata;
    const isKnown = view.topics.has(topic) || view.problems.has(topic);
    return isKnown || failure === undefined
      ? leaderlessError(view, topic, partition)
      : asClientError(failure, this.#options.about);
  }
}

function isRetriable({ retriable }: OttlaClientError): boolean {
  return retriable;
}

function incomplete(about: string): OttlaClientError {
  return new TimedOutError(`${about}: the answer does not name each partition`);
}

function late(what: string, timeoutMs: number, cause: OttlaClientError): OttlaClientError {
  const { kafkaError, outcome } = cause;
  return new TimedOutError(`${what}: no answer within ${timeoutMs} ms: ${cause.message}`, {
    cause,
    kafkaError,
    outcome,
  });
}

function placeOf({ topic, partition }: AboutPartition): string {
  return `${topic}-${partition}`;
}
