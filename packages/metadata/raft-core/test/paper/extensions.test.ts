/** What the dissertation adds to Figure 2: pre-vote, check-quorum, transfer, reads; and the paper's sections 6 to 8. */
import { describe, expect, it } from 'vitest';
import { Cluster, target } from '../cluster/cluster.ts';
import { entries, indexOf, LoneNode, place } from '../cluster/lone-node.ts';

describe('pre-vote (dissertation 9.6)', () => {
  it('a candidate asks in a term that it does not take', () => {
    const lone = new LoneNode({ term: 4 });
    for (let tick = 0; tick < 20 && lone.status.role === 'follower'; tick += 1) lone.tick();

    expect(lone.status).toMatchObject({ role: 'preCandidate', term: 4, vote: undefined });
  });

  it('a pre-vote is refused by who hears from a leader', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });

    expect(lone.hear(3, 2, 'preVote', { last: place(5, 1) })).toMatchObject([{ granted: false, term: 1 }]);
  });

  it('the current leader itself is not refused: it may have stepped down (FAULT-4)', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });

    expect(lone.hear(2, 2, 'preVote', { last: place(5, 1) })).toMatchObject([{ granted: true, term: 2 }]);
  });

  it('granting a pre-vote does not renew patience (FAULT-5)', () => {
    const asked = new LoneNode({ preVote: false });
    const left = new LoneNode({ preVote: false });
    const ticksUntilCandidate = (lone: LoneNode, ask: boolean) => {
      for (let tick = 1; tick < 40; tick += 1) {
        if (ask) lone.hear(2, 9, 'preVote', { last: place(5, 1) });
        lone.tick();
        if (lone.status.role === 'candidate') return tick;
      }
      return undefined;
    };

    expect(ticksUntilCandidate(asked, true)).toBe(ticksUntilCandidate(left, false));
  });

  it('granting a pre-vote changes neither term nor vote (FAULT-6)', () => {
    const lone = new LoneNode({ term: 3, vote: 2 });

    expect(lone.hear(3, 4, 'preVote', { last: place(5, 3) })).toMatchObject([{ granted: true }]);

    expect(lone.status).toMatchObject({ term: 3, vote: 2 });
  });

  it('the answer to a pre-vote is no vote, and that to another term none at all (FAULT-6)', () => {
    const lone = new LoneNode();
    lone.campaign(2);
    expect(lone.status.role).toBe('candidate');

    lone.hear(3, 1, 'preVoteReply', { granted: true });
    lone.hear(3, 2, 'preVoteReply', { granted: true });

    expect(lone.status.role).toBe('candidate');
  });

  it('a refusal tells its term, and who asked takes it over (FAULT-1, FAULT-3)', () => {
    const ahead = new LoneNode({ term: 7, log: [1] });
    const [refusal] = ahead.hear(2, 6, 'preVote', { last: place(9, 5) });
    expect(refusal).toMatchObject({ kind: 'preVoteReply', granted: false, term: 7 });

    const behind = new LoneNode({ log: [5, 5, 5] });
    for (let tick = 0; tick < 20 && behind.status.role === 'follower'; tick += 1) behind.tick();
    behind.hear(2, 7, 'preVoteReply', { granted: false });

    expect(behind.status).toMatchObject({ role: 'follower', term: 7 });
  });
});

describe('loyalty (dissertation 4.2.3) and check-quorum (6.2)', () => {
  it('a vote request within an election timeout of the leader changes nothing, not even the term', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });

    expect(lone.hear(3, 9, 'vote', { last: place(5, 1), transfer: false })).toEqual([]);

    expect(lone.status).toMatchObject({ term: 1, leader: 2 });
  });

  it('one that the leader wanted is answered at once', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });

    expect(lone.hear(3, 2, 'vote', { last: place(5, 1), transfer: true })).toMatchObject([{ granted: true }]);
  });

  it('a leader that hears no quorum steps down within an election timeout (FAULT-8)', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.tick(5);
    lone.hear(2, 1, 'heartbeatReply', { round: 1 });

    lone.tick(9);
    expect(lone.status.role).toBe('leader');
    lone.tick(1);

    expect(lone.status).toMatchObject({ role: 'follower', term: 1, leader: undefined });
    expect(lone.node.propose(new Uint8Array(1))).toEqual({ kind: 'refused', reason: 'notLeader' });
  });

  it('who knows a newer term tells a leader that is back (stuck followers)', () => {
    const lone = new LoneNode({ term: 9 });

    expect(lone.hear(2, 3, 'heartbeat', { commit: indexOf(0), round: 1 })).toMatchObject([
      { kind: 'newerTerm', term: 9 },
    ]);
  });
});

describe('leadership transfer (dissertation 3.10)', () => {
  it('the target first gets the whole log, and nothing new is taken meanwhile', () => {
    const lone = new LoneNode();
    lone.lead(2);

    expect(lone.node.transferTo(2 as never)).toEqual({ kind: 'accepted' });
    expect(lone.node.propose(new Uint8Array(1))).toEqual({ kind: 'refused', reason: 'transferring' });
    expect(lone.drain().some(({ kind }) => kind === 'campaignNow')).toBe(false);

    expect(lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) })).toContainEqual(
      expect.objectContaining({ kind: 'campaignNow', to: 2 }),
    );
  });

  it('given up after an election timeout, the leader goes on', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.node.transferTo(2 as never);

    for (let tick = 0; tick < 10; tick += 1) {
      lone.tick();
      lone.hear(3, 1, 'heartbeatReply', { round: tick });
    }

    expect(lone.status.transferTarget).toBeUndefined();
    expect(lone.node.propose(new Uint8Array(1)).kind).toBe('accepted');
  });

  it('a target campaigns at once, without asking first', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });

    expect(lone.hear(2, 1, 'campaignNow', {})).toMatchObject([
      { kind: 'vote', transfer: true, term: 2 },
      { kind: 'vote', transfer: true, term: 2 },
    ]);
  });

  it('only a voter can be the target', () => {
    const lone = new LoneNode({ learners: [4] });
    lone.lead(2);

    expect(lone.node.transferTo(4 as never)).toEqual({ kind: 'refused', reason: 'notVoter' });
    expect(lone.node.transferTo(1 as never)).toEqual({ kind: 'refused', reason: 'notVoter' });
  });
});

describe('reads (dissertation 6.4)', () => {
  it('wait until the leader has committed an entry of its term (FAULT-22)', () => {
    const lone = new LoneNode({ log: [1, 1], commit: 2 });
    lone.lead(2);

    lone.node.read();
    expect(lone.drain().filter(({ kind }) => kind === 'heartbeat')).toEqual([]);
    const beat = lone.hear(2, 2, 'appendAccepted', { match: indexOf(3) }).find(({ kind }) => kind === 'heartbeat');
    expect(beat).toMatchObject({ round: 1 });
    lone.hear(2, 2, 'heartbeatReply', { round: 1 });

    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([{ kind: 'readable', read: 1, index: 3 }]);
  });

  it('wait for a quorum that answers a round which began after they came (FAULT-23)', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
    lone.tick();
    const round = 1;

    lone.node.read();
    lone.drain();
    lone.hear(2, 1, 'heartbeatReply', { round });
    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([]);
    lone.hear(2, 1, 'heartbeatReply', { round: round + 1 });

    expect(lone.readies.flatMap(({ reads }) => reads)).toMatchObject([{ kind: 'readable' }]);
  });

  it('all that come in one turn share one round', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });

    for (let count = 0; count < 50; count += 1) lone.node.read();

    expect(lone.drain().filter(({ kind }) => kind === 'heartbeat')).toHaveLength(2);
  });

  it('are refused when the leadership is lost, at home and elsewhere', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
    lone.node.read();
    lone.hear(3, 1, 'readRequest', { life: 77, read: 5 });

    const said = lone.hear(3, 2, 'newerTerm', {});

    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([{ kind: 'refused', read: 1 }]);
    expect(said).toContainEqual(expect.objectContaining({ kind: 'readReply', to: 3, read: 5, index: undefined }));
  });

  it('an answer to an earlier life, or to nothing that waits, is no answer (FAULT-23)', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });
    lone.node.read();
    const request = lone.drain()[0]!;
    if (request.kind !== 'readRequest') throw new Error('it asks its leader');

    lone.hear(2, 1, 'readReply', { life: request.life + 1, read: request.read, index: indexOf(3) });
    lone.hear(2, 1, 'readReply', { life: request.life, read: 99, index: indexOf(3) });
    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([]);
    lone.hear(2, 1, 'readReply', { life: request.life, read: request.read, index: indexOf(3) });

    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([{ kind: 'readable', read: 1, index: 3 }]);
  });

  it('time out where no leader answers', () => {
    const lone = new LoneNode();
    lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });
    lone.node.read();

    for (let tick = 0; tick < 10; tick += 1) {
      lone.tick();
      lone.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });
    }

    expect(lone.readies.flatMap(({ reads }) => reads)).toEqual([{ kind: 'refused', read: 1 }]);
  });
});

describe('membership (section 6)', () => {
  it('a server uses the latest membership in its log, committed or not; one that is taken back is no more', () => {
    const lone = new LoneNode();
    const membership = { voters: [1, 2] as never, outgoing: [], learners: [], labels: new Map() };
    const entry = { ...place(1, 1), kind: 'membership', membership } as const;

    lone.hear(2, 1, 'append', { previous: place(0, 0), entries: [entry], commit: indexOf(0) });
    expect(lone.status.membership.voters).toEqual([1, 2]);
    lone.hear(3, 2, 'append', { previous: place(0, 0), entries: entries(1, 2), commit: indexOf(0) });

    expect(lone.status.membership.voters).toEqual([1, 2, 3]);
  });

  it('other voters come through a joint membership in which both majorities must agree', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], joiners: [4, 5] });
    cluster.elect(1);
    cluster.node(1).changeMembership(target([1, 2, 3], [4, 5]));
    cluster.settle();
    cluster.isCut = ({ from, to }) => [2, 3].includes(from) || [2, 3].includes(to);

    cluster.node(1).changeMembership(target([1, 4, 5]));
    cluster.settle();

    expect(cluster.node(1).status()).toMatchObject({
      isMembershipCommitted: false,
      membership: { voters: [1, 4, 5], outgoing: [1, 2, 3] },
    });
    cluster.heal();
    cluster.pass(3);
    expect(cluster.node(1).status().membership).toMatchObject({ voters: [1, 4, 5], outgoing: [] });
  });

  it('a leader that is not in the new membership leads until it is committed, then leaves (FAULT-11)', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);

    cluster.node(1).changeMembership(target([2, 3]));
    cluster.settle();
    cluster.pass(3);

    expect(cluster.node(1).status().role).toBe('follower');
    expect([2, 3]).toContain(cluster.leader);
    cluster.propose(cluster.leader, 'on');
    cluster.settle();
    cluster.pass(1);
    expect(cluster.host(3).commands).toEqual(['on']);
    expect(cluster.host(1).commands).toEqual([]);
  });

  it('who is removed hears of it', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);

    cluster.node(1).changeMembership(target([1, 2]));
    cluster.settle();
    const sent = cluster.sent.length;
    cluster.pass(30);

    expect(cluster.node(3).status()).toMatchObject({
      membership: { voters: [1, 2], outgoing: [] },
      isMembershipCommitted: true,
    });
    expect(cluster.sent.slice(sent).filter(({ from, to }) => from === 3 || to === 3)).toEqual([]);
  });

  it('a change waits for the one before it and for an entry of the own term (FAULT-10, FAULT-12)', () => {
    const lone = new LoneNode({ learners: [4] });
    lone.lead(2);
    expect(lone.node.changeMembership(target([1, 2]))).toEqual({ kind: 'refused', reason: 'changePending' });
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });

    expect(lone.node.changeMembership(target([1, 2, 4])).kind).toBe('accepted');
    expect(lone.node.changeMembership(target([1, 2]))).toEqual({ kind: 'refused', reason: 'changePending' });
  });

  it('a voter has been a learner before, and somebody must vote', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });

    expect(lone.node.changeMembership(target([1, 2, 9]))).toEqual({ kind: 'refused', reason: 'notLearner' });
    expect(lone.node.changeMembership(target([]))).toEqual({ kind: 'refused', reason: 'invalid' });
  });

  it('a learner gets the log, is not counted and does not campaign', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], learners: [4] });
    cluster.elect(1);
    cluster.isolate(1, 4);

    cluster.propose(1, 'alone');
    cluster.settle();
    for (let tick = 0; tick < 60; tick += 1) cluster.node(4).tick();
    cluster.settle();

    expect(cluster.host(4).disk.synced.entries.length).toBeGreaterThan(1);
    expect(cluster.host(1).commands).toEqual([]);
    expect(cluster.node(4).status()).toMatchObject({ role: 'follower', term: 1 });
  });
});

describe('snapshots (section 7)', () => {
  it('an existing entry with the same index and term as the end of the snapshot: keep what follows', () => {
    const lone = new LoneNode({ log: [1, 1, 1] });
    const membership = lone.status.membership;
    const snapshot = { ...place(2, 1), membership, bytes: 4 };

    const said = lone.hear(2, 1, 'snapshotChunk', { snapshot, offset: 0, bytes: new Uint8Array(4) });

    expect(said).toMatchObject([{ kind: 'appendAccepted', match: 2 }]);
    expect(lone.status).toMatchObject({ lastIndex: 3, commit: 2 });
  });

  it('else discard the entire log, and become what the snapshot says', () => {
    const lone = new LoneNode({ log: [1, 1, 1] });
    const membership = { ...lone.status.membership, learners: [4] as never };
    const snapshot = { ...place(9, 2), membership, bytes: 6 };

    expect(lone.hear(2, 2, 'snapshotChunk', { snapshot, offset: 0, bytes: new Uint8Array(4) })).toMatchObject([
      { kind: 'snapshotReply', received: 4 },
    ]);
    const said = lone.hear(2, 2, 'snapshotChunk', { snapshot, offset: 4, bytes: new Uint8Array(2) });

    expect(said.at(-1)).toMatchObject({ kind: 'appendAccepted', match: 9 });
    expect(lone.status).toMatchObject({ lastIndex: 9, firstIndex: 10, commit: 9, handedOver: 9 });
    expect(lone.status.membership.learners).toEqual([4]);
    expect(lone.readies.find(({ restore }) => restore !== undefined)?.restore).toMatchObject({ index: 9 });
  });

  it('chunks in another order, doubled, or of another leader make no whole', () => {
    const lone = new LoneNode();
    const { membership } = lone.status;
    const snapshot = { ...place(9, 1), membership, bytes: 4 };
    const chunk = (from: number, term: number, offset: number) =>
      lone.hear(from, term, 'snapshotChunk', { snapshot, offset, bytes: new Uint8Array(2) });

    expect(chunk(2, 1, 2)).toMatchObject([{ received: 0 }]);
    expect(chunk(2, 1, 0)).toMatchObject([{ received: 2 }]);
    expect(chunk(2, 1, 0)).toMatchObject([{ received: 2 }]);
    expect(chunk(3, 2, 2)).toMatchObject([{ received: 0 }]);
    expect(chunk(3, 2, 0)).toMatchObject([{ received: 2 }]);

    expect(lone.status.lastIndex).toBe(0);
  });

  it('a snapshot that cannot be read changes nothing and is asked for again', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], limits: { retainedEntries: 0, snapshotChunkBytes: 3 } });
    cluster.elect(1);
    cluster.isolate(3);
    for (const text of ['a', 'b', 'c']) cluster.propose(1, text);
    cluster.pass(12);
    cluster.host(1).snapshot();
    cluster.host(3).findsSnapshotsSound = false;
    cluster.heal();

    cluster.pass(5);
    expect(cluster.node(3).status()).toMatchObject({ commit: 1, snapshotIndex: 0, lastIndex: 1 });
    cluster.host(3).findsSnapshotsSound = true;
    cluster.pass(30);

    expect(cluster.host(3).commands).toEqual(['a', 'b', 'c']);
  });
});

describe('section 8', () => {
  it('a leader begins its term with an entry of its own', () => {
    const lone = new LoneNode({ log: [1, 1] });

    const said = lone.lead(2);

    const append = said.find(({ kind }) => kind === 'append');
    expect(append).toMatchObject({ previous: { index: 2, term: 1 }, entries: [{ kind: 'noop', index: 3, term: 2 }] });
  });
});
