import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { metadataFeature } from './feature.ts';

/** The metadata level at which sessions, keys, elections, ACLs and credentials come in. */
export const coordinationLevel = 2;

/**
 * The refusal of something that needs a higher level of the metadata than the cluster has: older nodes could not read its
 * records. `what` begins the sentence, in the plural.
 */
export function levelProblem(image: MetadataImage, needed: number, what: string): ProtocolOutcome | undefined {
  const level = image.cluster.metadataLevel;
  if (level >= needed) return undefined;
  return outcome(
    ErrorCode.UNSUPPORTED_VERSION,
    `${what} need level ${needed} of ${metadataFeature}, and the cluster is at ${level}; raise it once every node runs a version that has it.`,
  );
}
