import { expect, it } from 'vitest';
import { isVoter, membershipOf, membersOf } from '../../src/index.ts';
import { isValidTarget, towards, withoutOutgoing } from '../../src/membership/membership.ts';
import { target } from '../cluster/cluster.ts';
import { nodeId } from '../cluster/lone-node.ts';

const label = (id: number, text: string) => new Map([[nodeId(id), text]]);

it('order and repetition do not matter, and a voter is no learner', () => {
  expect(membershipOf(target([3, 1, 3, 2], [4, 1, 4]))).toEqual({
    voters: [1, 2, 3],
    outgoing: [],
    learners: [4],
    labels: new Map(),
  });
});

it('is joint on the way to other voters, and only then', () => {
  const from = membershipOf(target([1, 2, 3], [4]));

  expect(towards(from, membershipOf(target([1, 2, 3], [5]))).outgoing).toEqual([]);
  const joint = towards(from, membershipOf(target([1, 2, 4], [3])));

  expect(joint).toMatchObject({ voters: [1, 2, 4], outgoing: [1, 2, 3], learners: [3] });
  expect(membersOf(joint)).toEqual([1, 2, 3, 4]);
  expect(isVoter(joint, nodeId(3))).toBe(true);
  expect(isVoter(withoutOutgoing(joint), nodeId(3))).toBe(false);
});

it('members keep their labels; who leaves has one until it is gone', () => {
  const from = membershipOf({ ...target([1, 2]), labels: new Map([...label(1, 'one'), ...label(2, 'two')]) });
  const joint = towards(from, membershipOf({ ...target([1, 3]), labels: label(3, 'three') }, from.labels));

  expect([...joint.labels.values()]).toEqual(['one', 'two', 'three']);
  expect([...withoutOutgoing(joint).labels.values()]).toEqual(['one', 'three']);
});

it('somebody votes, and bounds are kept', () => {
  const many = Array.from({ length: 33 }, (_, id) => id);

  expect(isValidTarget(target([1], [2]))).toBe(true);
  expect(isValidTarget(target([], [2]))).toBe(false);
  expect(isValidTarget(target(many))).toBe(false);
  expect(isValidTarget(target([-1]))).toBe(false);
  expect(isValidTarget({ ...target([1]), labels: label(1, 'x'.repeat(1_025)) })).toBe(false);
});
