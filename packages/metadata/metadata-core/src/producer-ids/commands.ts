import type { BrokerEpoch, BrokerId, ProducerId, ProtocolOutcome } from '@ottla/base';

/** A broker asks for a block of producer ids that nobody else will ever get. */
export interface AllocateProducerIds {
  readonly kind: 'allocateProducerIds';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
}

export interface AllocateProducerIdsReply {
  readonly outcome: ProtocolOutcome;
  /** -1 when refused. */
  readonly firstProducerId: ProducerId;
  /** 0 when refused. */
  readonly count: number;
}
