import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { partitionsPerClusterMax, partitionsPerCommandMax, partitionsPerTopicMax } from '../limits.ts';

/** The refusal of a topic of `count` partitions, or undefined. */
export function topicSizeProblem(count: number): ProtocolOutcome | undefined {
  if (Number.isInteger(count) && count >= 1 && count <= partitionsPerTopicMax) return undefined;
  const sentence = `A topic has from 1 to ${partitionsPerTopicMax} partitions, not ${count}.`;
  return outcome(ErrorCode.INVALID_PARTITIONS, sentence);
}

/** The refusal of `added` more partitions in this command, which made `inCommand` before, or undefined. */
export function clusterSizeProblem(
  image: MetadataImage,
  added: number,
  inCommand: number,
): ProtocolOutcome | undefined {
  if (image.partitionCount + added > partitionsPerClusterMax)
    return outcome(
      ErrorCode.POLICY_VIOLATION,
      `The cluster has ${image.partitionCount} partitions and may have ${partitionsPerClusterMax}; ${added} more are too many.`,
    );
  if (inCommand + added > partitionsPerCommandMax)
    return outcome(
      ErrorCode.POLICY_VIOLATION,
      `One request makes at most ${partitionsPerCommandMax} partitions; ask for the rest in another one.`,
    );
  return undefined;
}
