import type { ProducerId } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import type { ProducerIdsReserved } from '../record.ts';

export function replayProducerIds(image: MetadataImage, record: ProducerIdsReserved): MetadataImage {
  return { ...image, nextProducerId: Math.max(image.nextProducerId, record.nextProducerId) as ProducerId };
}
