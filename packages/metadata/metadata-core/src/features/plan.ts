/** Plans changes of feature levels. A level only rises, and only to where every registered broker can follow. */
import { ErrorCode, outcome, type ProtocolOutcome, succeeded, success } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import type { Plan } from '../plan-context.ts';
import type { FeatureUpdate, UpdateFeatures, UpdateFeaturesReply } from './commands.ts';
import { featuresUntold, speaksLevel, supportedFeatures } from './feature.ts';
import type { FeatureLevelSet } from './records.ts';
import { featureLevel } from './replay.ts';

export function planUpdateFeatures(image: MetadataImage, command: UpdateFeatures): Plan<UpdateFeaturesReply> {
  const seen = new Set<string>();
  const updates = command.updates.map((update) => {
    const twice = seen.has(update.name);
    seen.add(update.name);
    const problem = twice
      ? outcome(ErrorCode.INVALID_REQUEST, `The request sets ${update.name} twice.`)
      : updateProblem(image, update);
    return { name: update.name, outcome: problem ?? success };
  });
  if (command.validateOnly || !updates.every((update) => succeeded(update.outcome)))
    return { records: [], reply: { updates } };
  const records = command.updates
    .filter(({ name, level }) => featureLevel(image, name) !== level)
    .map(({ name, level }): FeatureLevelSet => ({ kind: 'featureLevelSet', name, level }));
  return { records, reply: { updates } };
}

function updateProblem(image: MetadataImage, { name, level }: FeatureUpdate): ProtocolOutcome | undefined {
  const refused = (sentence: string): ProtocolOutcome => outcome(ErrorCode.FEATURE_UPDATE_FAILED, sentence);
  const range = supportedFeatures.find((one) => one.name === name);
  if (range === undefined) return refused(`This version has no feature "${name.slice(0, 100)}".`);
  if (!Number.isInteger(level) || level < range.min || level > range.max)
    return refused(`${name} has levels ${range.min} to ${range.max} in this version, not ${level}.`);
  if (image.cluster.clusterId === '') return refused('The cluster has no levels yet; initialise it first.');
  const present = featureLevel(image, name);
  if (level < present)
    return refused(`${name} is at level ${present} and cannot go back to ${level}: records of it may be in the log.`);
  for (const broker of image.brokers.values())
    if (!speaksLevel(toldFeatures(broker.features), name, level))
      return refused(
        `Broker ${broker.id} does not have level ${level} of ${name}; start it with a newer version, or unregister it.`,
      );
  return undefined;
}

function toldFeatures(features: readonly { name: string; min: number; max: number }[]): typeof features {
  return features.length === 0 ? featuresUntold : features;
}
