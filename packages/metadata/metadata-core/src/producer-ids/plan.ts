import { ErrorCode, outcome, type ProducerId, success } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { producerIdBlockSize } from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import type { AllocateProducerIds, AllocateProducerIdsReply } from './commands.ts';

export function planAllocateProducerIds(
  image: MetadataImage,
  command: AllocateProducerIds,
): Plan<AllocateProducerIdsReply> {
  const broker = image.brokers.get(command.brokerId);
  if (broker?.epoch !== command.brokerEpoch) {
    const code = broker === undefined ? ErrorCode.BROKER_ID_NOT_REGISTERED : ErrorCode.STALE_BROKER_EPOCH;
    return { records: [], reply: { outcome: outcome(code), firstProducerId: -1 as ProducerId, count: 0 } };
  }
  const firstProducerId = image.nextProducerId;
  const nextProducerId = (firstProducerId + producerIdBlockSize) as ProducerId;
  return {
    records: [{ kind: 'producerIdsReserved', nextProducerId }],
    reply: { outcome: success, firstProducerId, count: producerIdBlockSize },
  };
}
