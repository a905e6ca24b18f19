/** When a learner that is to vote is not waited for any more. */
import type { FollowerStatus, LogIndex, NodeId, RaftStatus } from '@ottla/raft-core';
import { expect, test } from 'vitest';
import { newcomerSilentTicksMax, newcomerStillMsMax } from '../../src/limits.ts';
import { NewcomerWatch } from '../../src/membership/newcomer-watch.ts';

const learner = 4 as NodeId;

/** All that it looks at. */
function status(follower: Partial<FollowerStatus>): RaftStatus {
  const known = { id: learner, match: 7, silentTicks: 0, snapshotIndex: undefined, snapshotBytes: 0, ...follower };
  return { followers: [known] } as unknown as RaftStatus;
}

test('one that is heard and gets nothing more is given up after a while', () => {
  const watch = new NewcomerWatch();
  const look = (ms: number) => watch.stalled(status({}), [learner], ms);

  expect(look(0)).toEqual([]);
  expect(look(newcomerStillMsMax - 1)).toEqual([]);
  expect(look(newcomerStillMsMax)).toEqual([{ id: learner, why: 'still', match: 7 }]);
});

test('each entry and each piece of a snapshot gives it new time', () => {
  const watch = new NewcomerWatch();
  const steps: Partial<FollowerStatus>[] = [
    { match: 7 as LogIndex },
    { match: 8 as LogIndex },
    { match: 8 as LogIndex, snapshotIndex: 90 as LogIndex },
    { match: 8 as LogIndex, snapshotIndex: 90 as LogIndex, snapshotBytes: 1 },
    { match: 8 as LogIndex, snapshotIndex: 90 as LogIndex, snapshotBytes: 2 },
  ];
  const found = steps.map((step, index) => watch.stalled(status(step), [learner], index * (newcomerStillMsMax - 1)));

  expect(found.flat()).toEqual([]);
});

test('one that is silent is given up for that', () => {
  const watch = new NewcomerWatch();
  const silent = (silentTicks: number) => watch.stalled(status({ silentTicks }), [learner], 0);

  expect(silent(newcomerSilentTicksMax - 1)).toEqual([]);
  expect(silent(newcomerSilentTicksMax)).toEqual([{ id: learner, why: 'silent', match: 7 }]);
});

test('others are not looked at', () => {
  expect(new NewcomerWatch().stalled(status({ silentTicks: newcomerSilentTicksMax }), [], 0)).toEqual([]);
});
