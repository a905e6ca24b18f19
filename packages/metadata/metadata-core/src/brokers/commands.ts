import type { BrokerEpoch, BrokerId, ProtocolOutcome } from '@ottla/base';
import type { FeatureRange } from '../features/feature.ts';
import type { SessionId } from '../sessions/session.ts';
import type { BrokerEndpoint } from './broker.ts';

/**
 * A broker says that it is there. The same incarnation on the same session gets its epoch again (and may have changed its
 * endpoints); a new incarnation, or one that comes back on a new session, takes the id over with a new epoch, which fences
 * everything that the old one still sends. While the old one's session lives, another incarnation is refused with
 * DUPLICATE_BROKER_REGISTRATION; one without session lives when nobody says otherwise.
 */
export interface RegisterBroker {
  readonly kind: 'registerBroker';
  readonly brokerId: BrokerId;
  /** 32 lower-case hexadecimal digits, new with every start of the process. */
  readonly incarnationId: string;
  readonly endpoints: readonly BrokerEndpoint[];
  readonly rack: string | undefined;
  /** A broker that has logs to recover registers fenced and lifts that with `setBrokerState`. */
  readonly fenced: boolean;
  /** The session that the registration is to hang on; without one nobody watches whether the broker is there. */
  readonly sessionId?: SessionId;
  /** What it can speak; without it what this version can, which is right for a broker in the process that plans. */
  readonly features?: readonly FeatureRange[];
}

export interface RegisterBrokerReply {
  readonly outcome: ProtocolOutcome;
  /** -1 when refused. */
  readonly brokerEpoch: BrokerEpoch;
}

/** Removes a registration for good. Partitions keep their replicas; leadership moves where it can. */
export interface UnregisterBroker {
  readonly kind: 'unregisterBroker';
  readonly brokerId: BrokerId;
}

export interface UnregisterBrokerReply {
  readonly outcome: ProtocolOutcome;
}

/** Fences a broker, lifts that, or announces its controlled shutdown. */
export interface SetBrokerState {
  readonly kind: 'setBrokerState';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  readonly fenced: boolean;
  readonly shuttingDown: boolean;
}

export interface SetBrokerStateReply {
  readonly outcome: ProtocolOutcome;
}
