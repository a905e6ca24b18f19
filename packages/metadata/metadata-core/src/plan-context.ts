import type { TopicId } from '@ottla/base';
import type { NodeDefaults } from './configs/effective-config.ts';
import type { MetadataRecord } from './record.ts';

/** What a plan may use beyond command and image: chance handed in, and the settings of the planning node. */
export interface PlanContext {
  /** A new topic id; 128 random bits, so that it was never used before. */
  randomTopicId(): TopicId;
  /** An integer of 0 or more at which placing replicas begins, so that topics spread over the brokers. */
  placementStart(): number;
  readonly node: NodeDefaults;
  /** The most replicas of a partition that brokers of this version keep up to date. */
  readonly replicasMax: number;
}

/** The records of a command and the reply that holds once they are committed. */
export interface Plan<Reply> {
  readonly records: readonly MetadataRecord[];
  readonly reply: Reply;
}
