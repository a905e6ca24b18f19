import type { BrokerEpoch, BrokerId, ProtocolOutcome } from '@ottla/base';
import type { BrokerEndpoint } from './broker.ts';

/**
 * A broker says that it is there. The same incarnation gets its epoch again (and may have changed its endpoints); a new
 * incarnation takes the id over with a new epoch, which fences everything that the old one still sends. Whether the old
 * one still lives is for the sessions to judge, not for this command.
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
