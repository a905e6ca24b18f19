/**
 * A broker's place in the cluster: does the steps of `nextStep` one after another, keeps the session alive, begins anew when it is gone,
 * and gives the place back. What nobody could answer is tried again with pauses; it is never taken for a loss.
 */
import { ErrorCode, outcome, type Platform, type ProtocolOutcome, succeeded, success, type Timer } from '@ottla/base';
import type {
  BrokerEndpoint,
  MetadataAccess,
  MetadataCommand,
  MetadataDelta,
  ReplyTo,
  SessionId,
} from '@ottla/metadata-core';
import { heartbeatsPerTimeoutMin, registrationPauseMsMax, registrationPauseMsMin } from '../../limits.ts';
import { Heartbeat } from './heartbeat.ts';
import {
  type BrokerSelf,
  nextStep,
  ownRegistration,
  type RegistrationState,
  type RegistrationStep,
  sessionOwner,
} from './registration-step.ts';

export interface RegistrationOptions {
  readonly self: BrokerSelf;
  readonly metadata: MetadataAccess;
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'logger'>;
  readonly rack: string | undefined;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** Resolves when all logs of which the image tells now are open, or known to be offline. */
  readonly logsOpen: () => Promise<void>;
}

/** How a step went: `done`, to be tried again, or refused for a reason that does not pass by itself. */
type Done = { readonly kind: 'done' } | { readonly kind: 'retry' | 'refused'; readonly outcome: ProtocolOutcome };

type WorkStep = Exclude<RegistrationStep, { kind: 'rest' }>;

export class Registration {
  readonly #options: RegistrationOptions;
  readonly #heartbeat: Heartbeat;
  #endpoints: readonly BrokerEndpoint[] = [];
  #state: RegistrationState = { aim: 'active', session: undefined, hasStood: false };
  #hasBegun = false;
  #isWorking = false;
  #isPoked = false;
  #pause: Timer | undefined;
  #pauseMs = registrationPauseMsMin;
  #told = '';
  #whenAtRest: ((result: ProtocolOutcome) => void)[] = [];

  constructor(options: RegistrationOptions) {
    this.#options = options;
    const { metadata, platform, sessionTimeoutMs, heartbeatIntervalMs } = options;
    this.#heartbeat = new Heartbeat({
      clock: platform.clock,
      timers: platform.timers,
      intervalMs: Math.min(heartbeatIntervalMs, sessionTimeoutMs / heartbeatsPerTimeoutMin),
      timeoutMs: sessionTimeoutMs,
      keepAlive: (session) => metadata.keepAlive(session),
      gone: (session) => this.#lost(session),
    });
  }

  /** Why this broker does not count as one; undefined when it does. */
  get problem(): string | undefined {
    const { self, metadata } = this.#options;
    const there = ownRegistration(self, metadata.image());
    if (there === undefined) return this.#told === '' ? 'the broker is not registered' : this.#told;
    if (there.fenced) return 'the broker is fenced';
    if (this.hasContact) return undefined;
    return 'nothing was heard of the leader of the metadata for the time-out of the session';
  }

  /**
   * Whether nobody can have taken this broker for gone: its session lives. Always, where nobody watches (a cluster at the first level
   * of the metadata).
   */
  get hasContact(): boolean {
    const { self, metadata } = this.#options;
    const there = ownRegistration(self, metadata.image());
    return there !== undefined && (there.sessionId === undefined || this.#heartbeat.hasContact);
  }

  /** Registers. Resolves when this broker is active for the first time, or was refused for good. */
  begin(endpoints: readonly BrokerEndpoint[]): Promise<ProtocolOutcome> {
    this.#endpoints = endpoints;
    this.#hasBegun = true;
    return this.#atRest();
  }

  /** Something was committed. */
  follow({ brokers, cluster, coordination }: MetadataDelta): void {
    if (!this.#hasBegun || this.#state.aim !== 'active') return;
    const { self, metadata } = this.#options;
    const { session } = this.#state;
    const isGone = session !== undefined && !metadata.image().coordination.sessions.has(session);
    const concernsUs = brokers.some(({ id }) => id === self.id) || cluster !== undefined;
    if (concernsUs || (coordination !== undefined && isGone)) this.#poke();
  }

  /** Hands over what others can lead. Resolves when that is done, or the time is over. */
  shutDown(withinMs: number): Promise<void> {
    return this.#aimFor('shuttingDown', withinMs);
  }

  /** Gives the place back, so that everybody knows at once. Resolves when that is done, or the time is over. */
  async leave(withinMs: number): Promise<void> {
    await this.#aimFor('gone', withinMs);
    this.#pause?.cancel();
    this.#hasBegun = false;
    this.#heartbeat.end();
    this.#settle(outcome(ErrorCode.BROKER_NOT_AVAILABLE, 'The broker has been stopped.'));
  }

  async #aimFor(aim: 'shuttingDown' | 'gone', withinMs: number): Promise<void> {
    if (!this.#hasBegun) return;
    this.#state = { ...this.#state, aim };
    this.#settle(outcome(ErrorCode.BROKER_NOT_AVAILABLE, 'The broker is being stopped.'));
    let limit: Timer | undefined;
    const over = new Promise<void>((resolve) => {
      limit = this.#options.platform.timers.after(withinMs, () => {
        this.#options.platform.logger.warn('broker.stop.late', {
          hint: 'the metadata did not answer; others see this broker gone when its session expires',
        });
        resolve();
      });
    });
    await Promise.race([this.#atRest(), over]);
    limit?.cancel();
  }

  #atRest(): Promise<ProtocolOutcome> {
    const reached = new Promise<ProtocolOutcome>((resolve) => {
      this.#whenAtRest.push(resolve);
    });
    this.#poke();
    return reached;
  }

  #settle(result: ProtocolOutcome): void {
    const waiting = this.#whenAtRest;
    this.#whenAtRest = [];
    for (const resolve of waiting) resolve(result);
  }

  #poke(): void {
    this.#isPoked = true;
    this.#pause?.cancel();
    this.#pause = undefined;
    if (!this.#isWorking) this.#options.platform.timers.soon(() => void this.#work());
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    while (this.#isPoked && this.#hasBegun) {
      this.#isPoked = false;
      const step = nextStep(this.#options.self, this.#state, this.#options.metadata.image());
      if (step.kind === 'rest') this.#arrived();
      else this.#take(await this.#do(step));
    }
    this.#isWorking = false;
  }

  #arrived(): void {
    if (this.#state.aim === 'active' && !this.#state.hasStood) this.#state = { ...this.#state, hasStood: true };
    this.#settle(success);
  }

  #take(done: Done): void {
    if (done.kind === 'done') {
      this.#told = '';
      this.#pauseMs = registrationPauseMsMin;
      this.#isPoked = true;
      return;
    }
    this.#tell(done.outcome);
    const isFinal = done.outcome.code === ErrorCode.KAFKA_STORAGE_ERROR;
    const isFirst = this.#state.aim === 'active' && !this.#state.hasStood;
    if (isFinal || (isFirst && done.kind === 'refused')) {
      this.#settle(done.outcome);
      return;
    }
    if (this.#isPoked) return;
    this.#pause = this.#options.platform.timers.after(this.#pauseMs, () => this.#poke());
    this.#pauseMs = Math.min(this.#pauseMs * 2, registrationPauseMsMax);
  }

  /** Says once why it does not go on. */
  #tell({ message }: ProtocolOutcome): void {
    if (message === this.#told) return;
    this.#told = message;
    this.#options.platform.logger.warn('broker.registration.waits', { reason: message });
  }

  #do(step: WorkStep): Promise<Done> {
    switch (step.kind) {
      case 'endSessions':
        return this.#submit({ kind: 'endSessions', sessionIds: step.sessionIds, reason: 'closed' }, () => success);
      case 'openSession':
        return this.#open();
      case 'register':
        return this.#register(step.sessionId);
      case 'unfence':
        return this.#unfence(step);
      case 'announce':
        return this.#setState({ ...step, fenced: false, shuttingDown: true });
    }
  }

  #open(): Promise<Done> {
    const { self, platform, sessionTimeoutMs: timeoutMs } = this.#options;
    const sentMs = platform.clock.monotonicMs();
    return this.#submit({ kind: 'openSession', owner: sessionOwner(self), timeoutMs }, (reply) => {
      // One that comes after the stop is nobody's: it expires.
      if (succeeded(reply.outcome) && this.#hasBegun) {
        this.#state = { ...this.#state, session: reply.sessionId };
        this.#heartbeat.begin(reply.sessionId, sentMs);
      }
      return reply.outcome;
    });
  }

  #register(sessionId: SessionId | undefined): Promise<Done> {
    const { self, rack, platform } = this.#options;
    const command = {
      kind: 'registerBroker',
      brokerId: self.id,
      incarnationId: self.incarnationId,
      endpoints: this.#endpoints,
      rack,
      fenced: true,
      ...(sessionId === undefined ? {} : { sessionId }),
    } as const;
    return this.#submit(command, (reply) => {
      if (succeeded(reply.outcome))
        platform.logger.info('broker.registered', { brokerEpoch: reply.brokerEpoch, session: sessionId ?? 0 });
      return reply.outcome;
    });
  }

  async #unfence({ brokerEpoch }: Extract<WorkStep, { kind: 'unfence' }>): Promise<Done> {
    const { metadata, logsOpen } = this.#options;
    if (!(await metadata.caughtUp())) return { kind: 'retry', outcome: notCaughtUp };
    await logsOpen();
    if (this.#state.aim !== 'active') return { kind: 'done' };
    return this.#setState({ brokerEpoch, fenced: false, shuttingDown: false });
  }

  #setState(
    wanted: Pick<Extract<MetadataCommand, { kind: 'setBrokerState' }>, 'brokerEpoch' | 'fenced' | 'shuttingDown'>,
  ): Promise<Done> {
    const { brokerEpoch, fenced, shuttingDown } = wanted;
    const brokerId = this.#options.self.id;
    return this.#submit(
      { kind: 'setBrokerState', brokerId, brokerEpoch, fenced, shuttingDown },
      (reply) => reply.outcome,
    );
  }

  async #submit<Command extends MetadataCommand>(
    command: Command,
    take: (reply: ReplyTo<Command>) => ProtocolOutcome,
  ): Promise<Done> {
    const result = await this.#options.metadata.submit(command);
    if (result.kind !== 'committed') return { kind: 'retry', outcome: result.outcome };
    const taken = take(result.reply);
    if (succeeded(taken)) return { kind: 'done' };
    return { kind: passing.has(taken.code) ? 'retry' : 'refused', outcome: taken };
  }

  #lost(session: SessionId): void {
    this.#options.platform.logger.warn('broker.session.lost', { session });
    this.#heartbeat.end();
    this.#state = { ...this.#state, session: undefined };
    this.#poke();
  }
}

/** What is overtaken by what others did meanwhile: the next look at the image tells what to do. */
const passing: ReadonlySet<ErrorCode> = new Set([ErrorCode.FENCED_MEMBER_EPOCH, ErrorCode.STALE_BROKER_EPOCH]);

const notCaughtUp = outcome(ErrorCode.NOT_CONTROLLER, 'No leader of the metadata could say how far it is.');
