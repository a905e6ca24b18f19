import { ErrorCode } from '@ottla/base';
import { expect, test } from 'vitest';
import { type FeatureUpdate, type MetadataImage, metadataLevel, replay, type UpdateFeatures } from '../../src/index.ts';
import { clusterOf, run, withSessions } from '../cluster-of-tests.ts';

const update = (updates: FeatureUpdate[], validateOnly = false): UpdateFeatures => ({
  kind: 'updateFeatures',
  updates,
  validateOnly,
});
const atLevel1: MetadataImage = { ...withSessions(0), cluster: { clusterId: 'tests', metadataLevel: 1 } };
const two = { name: 'metadata.version', level: 2 };

test('a new cluster is at the level of the version that made it', () => {
  expect(withSessions(0).cluster.metadataLevel).toBe(metadataLevel);
});

test.each<[string, FeatureUpdate[]]>([
  ['that this version does not have', [{ name: 'of.tomorrow', level: 1 }]],
  ['above what this version has', [{ name: 'metadata.version', level: 3 }]],
  ['that is no whole number', [{ name: 'metadata.version', level: 1.5 }]],
  ['below the present one', [{ name: 'metadata.version', level: 1 }]],
])('a level %s is refused', (_, updates) => {
  const { reply, records } = run(withSessions(0), update(updates));

  expect(reply.updates[0]?.outcome.code).toBe(ErrorCode.FEATURE_UPDATE_FAILED);
  expect(records).toEqual([]);
});

test('with one refusal among them no level changes', () => {
  const { reply, records } = run(atLevel1, update([two, { name: 'of.tomorrow', level: 1 }]));

  expect(reply.updates.map(({ outcome }) => outcome.code)).toEqual([0, ErrorCode.FEATURE_UPDATE_FAILED]);
  expect(records).toEqual([]);
});

test('validating only changes nothing, and the present level is no change', () => {
  expect(run(atLevel1, update([two], true)).records).toEqual([]);
  expect(run(withSessions(0), update([two])).records).toEqual([]);
  expect(run(atLevel1, update([two])).image.cluster.metadataLevel).toBe(2);
});

test('the level of a feature that this version does not have is kept, so that no snapshot loses it', () => {
  const on = replay(withSessions(0), { kind: 'featureLevelSet', name: 'of.tomorrow', level: 3 });
  const off = replay(on, { kind: 'featureLevelSet', name: 'of.tomorrow', level: 0 });

  expect(on.features.get('of.tomorrow')).toBe(3);
  expect(off.features.size).toBe(0);
});

test('a cluster that was not initialised has no levels to change', () => {
  const { reply, records } = run(clusterOf([]), update([two]));

  expect(reply.updates[0]?.outcome).toMatchObject({ code: ErrorCode.FEATURE_UPDATE_FAILED });
  expect(records).toEqual([]);
});
