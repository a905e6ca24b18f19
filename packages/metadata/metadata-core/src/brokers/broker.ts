import type { BrokerEpoch, BrokerId } from '@ottla/base';
import type { FeatureRange } from '../features/feature.ts';
import type { SessionId } from '../sessions/session.ts';

/** A door of a broker as clients and other brokers reach it. */
export interface BrokerEndpoint {
  /** The listener: `kafka`, `grpc`, `peer`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly securityProtocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
}

/** A broker's registration. Each opening of a broker (an incarnation) has an epoch above all earlier ones. */
export interface BrokerRegistration {
  readonly id: BrokerId;
  readonly epoch: BrokerEpoch;
  /** 32 hexadecimal digits that this process drew when it started. */
  readonly incarnationId: string;
  readonly endpoints: readonly BrokerEndpoint[];
  readonly rack: string | undefined;
  /** A fenced broker leads nothing and gets no new replicas. */
  readonly fenced: boolean;
  /** It is about to stop: it keeps its replicas but gets no new ones and no leadership. */
  readonly shuttingDown: boolean;
  /**
   * The session that the registration hangs on. When it ends the broker is fenced, and stays so until it registers again.
   * Undefined for a broker whose liveness nobody watches, as in a cluster of one.
   */
  readonly sessionId: SessionId | undefined;
  /** The levels of features in which it can speak; empty when it comes from a version that did not say. */
  readonly features: readonly FeatureRange[];
}

/** The broker that means "none", as a leader. */
export const noBroker: BrokerId = -1 as BrokerId;

/** Whether a broker may get replicas and lead. */
export function isActive(broker: BrokerRegistration | undefined): broker is BrokerRegistration {
  return broker !== undefined && !broker.fenced && !broker.shuttingDown;
}
