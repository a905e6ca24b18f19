/** Raft Figure 2, sentence by sentence. Names quote the paper. */
import { describe, expect, it } from 'vitest';
import { entries, indexOf, LoneNode, nodeId, place } from '../cluster/lone-node.ts';

const noEntries = { entries: [], commit: indexOf(0) };

describe('persistent state: updated on stable storage before responding to RPCs', () => {
  it('a granted vote leaves after term and vote are durable (FAULT-14)', () => {
    const lone = new LoneNode();

    const readies = lone.hearWithoutDisk(2, 1, 'vote', { last: place(0, 0), transfer: false });

    expect(readies[0]?.write?.hardState).toMatchObject({ term: 1, vote: 2 });
    expect(readies.flatMap(({ messages }) => messages)).toEqual([]);
    lone.node.persisted(readies[0]!.write!.number);
    expect(lone.drain()).toMatchObject([{ kind: 'voteReply', granted: true, to: 2 }]);
  });

  it('entries are confirmed after they are durable (FAULT-16)', () => {
    const lone = new LoneNode();

    const readies = lone.hearWithoutDisk(2, 1, 'append', {
      previous: place(0, 0),
      entries: entries(1, 1),
      commit: indexOf(0),
    });

    expect(readies[0]?.write?.entries).toHaveLength(1);
    expect(readies.flatMap(({ messages }) => messages)).toEqual([]);
    lone.node.persisted(readies[0]!.write!.number);
    expect(lone.drain()).toMatchObject([{ kind: 'appendAccepted', match: 1 }]);
  });

  it('a disk that never confirms keeps every promise inside (FAULT-17)', () => {
    const lone = new LoneNode();

    const first = lone.hearWithoutDisk(2, 1, 'append', {
      previous: place(0, 0),
      entries: entries(1, 1),
      commit: indexOf(1),
    });
    const second = lone.hearWithoutDisk(3, 2, 'vote', { last: place(9, 2), transfer: true });

    const kinds = [...first, ...second].flatMap(({ messages }) => messages).map(({ kind }) => kind);
    expect(kinds).toEqual([]);
    expect(lone.applied).toEqual([]);
  });

  it('a restarted node remembers whom it voted for', () => {
    const lone = new LoneNode({ term: 3, vote: 2 });

    expect(lone.hear(3, 3, 'vote', { last: place(9, 2), transfer: false })).toMatchObject([{ granted: false }]);
    expect(lone.hear(2, 3, 'vote', { last: place(9, 2), transfer: false })).toMatchObject([{ granted: true }]);
  });
});

describe('a disk that is slow (dissertation 10.2.1)', () => {
  it('a leader sends before its own disk has it, commits with the others, and applies when its disk has it too', () => {
    const lone = new LoneNode();
    lone.lead(2, 3);
    for (const from of [2, 3]) lone.hear(from, 1, 'appendAccepted', { match: indexOf(1) });
    lone.node.propose(new Uint8Array(3));
    const readies = lone.take();
    expect(readies).toMatchObject([
      { messages: [{ kind: 'append' }, { kind: 'append' }], write: { entries: [{ index: 2 }] } },
    ]);

    for (const from of [2, 3]) lone.hearWithoutDisk(from, 1, 'appendAccepted', { match: indexOf(2) });

    expect(lone.status).toMatchObject({ commit: 2, durable: 1 });
    expect(lone.applied.map(({ index }) => index)).toEqual([1]);
    lone.node.persisted(readies.at(-1)!.write!.number);
    lone.drain();
    expect(lone.applied.map(({ index }) => index)).toEqual([1, 2]);
  });

  it('what is handed over in one turn is bounded; the rest follows', () => {
    const lone = new LoneNode({ voters: [1], limits: { handedOverEntriesMax: 3 } });
    for (let count = 0; count < 8; count += 1) lone.node.propose(new Uint8Array(3));
    lone.drain();

    expect(Math.max(...lone.readies.map(({ committed }) => committed.length))).toBe(3);
    expect(lone.applied).toHaveLength(9);
  });
});

describe('AppendEntries', () => {
  it('1. reply false if term < currentTerm', () => {
    const lone = new LoneNode({ term: 5 });

    const said = lone.hear(2, 4, 'append', { previous: place(0, 0), entries: entries(1, 4), commit: indexOf(0) });

    expect(said).toMatchObject([{ kind: 'newerTerm', term: 5 }]);
    expect(lone.status.lastIndex).toBe(0);
  });

  it("2. reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm", () => {
    const lone = new LoneNode({ log: [1, 1, 2] });

    expect(lone.hear(2, 3, 'append', { previous: place(3, 3), ...noEntries })).toMatchObject([
      { kind: 'appendRejected', rejected: 3, hint: { index: 3, term: 2 } },
    ]);
    expect(lone.hear(2, 3, 'append', { previous: place(7, 3), ...noEntries })).toMatchObject([
      { kind: 'appendRejected', rejected: 7, hint: { index: 3, term: 2 } },
    ]);
  });

  it('3. if an existing entry conflicts with a new one, delete the existing entry and all that follow it', () => {
    const lone = new LoneNode({ log: [1, 1, 2, 2, 2] });

    lone.hear(2, 3, 'append', { previous: place(2, 1), entries: entries(3, 3), commit: indexOf(0) });

    expect(lone.status.lastIndex).toBe(3);
    expect(lone.readies.at(-1)?.write ?? lone.readies.find(({ write }) => write)?.write).toMatchObject({
      entries: [{ index: 3, term: 3 }],
    });
  });

  it('entries that agree are not deleted, nor what follows them: a delayed message changes nothing', () => {
    const lone = new LoneNode({ log: [1, 1, 1, 1] });

    const said = lone.hear(2, 1, 'append', { previous: place(0, 0), entries: entries(1, 1, 1), commit: indexOf(0) });

    expect(said).toMatchObject([{ kind: 'appendAccepted', match: 2 }]);
    expect(lone.status.lastIndex).toBe(4);
  });

  it('4. append any new entries not already in the log', () => {
    const lone = new LoneNode({ log: [1, 1] });

    const said = lone.hear(2, 1, 'append', { previous: place(1, 1), entries: entries(2, 1, 1, 1), commit: indexOf(0) });

    expect(said).toMatchObject([{ kind: 'appendAccepted', match: 4 }]);
    expect(lone.status.lastIndex).toBe(4);
  });

  it('5. commitIndex = min(leaderCommit, index of last new entry)', () => {
    const lone = new LoneNode({ log: [1, 1, 1, 1] });

    lone.hear(2, 2, 'append', { previous: place(1, 1), entries: entries(2, 1), commit: indexOf(4) });

    expect(lone.status.commit).toBe(2);
  });

  it('a message with a gap, or with falling terms, is dropped', () => {
    const lone = new LoneNode({ log: [1, 1] });
    const odd = [...entries(3, 2), ...entries(5, 2)];

    expect(lone.hear(2, 2, 'append', { previous: place(2, 1), entries: odd, commit: indexOf(0) })).toEqual([]);
    expect(lone.hear(2, 2, 'append', { previous: place(2, 1), entries: entries(3, 2, 1), commit: indexOf(0) })).toEqual(
      [],
    );
    expect(lone.status.lastIndex).toBe(2);
  });
});

describe('RequestVote', () => {
  it('1. reply false if term < currentTerm', () => {
    const lone = new LoneNode({ term: 5 });

    expect(lone.hear(2, 4, 'vote', { last: place(9, 4), transfer: false })).toMatchObject([
      { kind: 'voteReply', granted: false, term: 5 },
    ]);
  });

  it("2. if votedFor is null or candidateId, and candidate's log is at least as up-to-date, grant vote", () => {
    const lone = new LoneNode({ log: [1, 2] });

    expect(lone.hear(2, 3, 'vote', { last: place(2, 2), transfer: false })).toMatchObject([{ granted: true }]);
    expect(lone.hear(2, 3, 'vote', { last: place(2, 2), transfer: false })).toMatchObject([{ granted: true }]);
    expect(lone.hear(3, 3, 'vote', { last: place(2, 2), transfer: false })).toMatchObject([{ granted: false }]);
  });

  it('5.4.1: the log with the later last term is more up-to-date; with equal terms the longer one', () => {
    const ask = (index: number, term: number) =>
      new LoneNode({ log: [1, 2, 2] }).hear(2, 4, 'vote', { last: place(index, term), transfer: false });

    expect(ask(1, 3)).toMatchObject([{ granted: true }]);
    expect(ask(3, 2)).toMatchObject([{ granted: true }]);
    expect(ask(2, 2)).toMatchObject([{ granted: false }]);
    expect(ask(9, 1)).toMatchObject([{ granted: false }]);
  });
});

describe('rules for all servers', () => {
  it('if commitIndex > lastApplied, apply in the order of the log', () => {
    const lone = new LoneNode({ log: [1, 1, 1] });

    lone.hear(2, 1, 'append', { previous: place(3, 1), ...noEntries, commit: indexOf(2) });

    expect(lone.applied.map(({ index }) => index)).toEqual([1, 2]);
  });

  it('if an RPC contains term T > currentTerm: set currentTerm = T, convert to follower', () => {
    const lone = new LoneNode();
    lone.lead(2);
    expect(lone.status).toMatchObject({ role: 'leader', term: 1 });

    lone.hear(3, 7, 'newerTerm', {});

    expect(lone.status).toMatchObject({ role: 'follower', term: 7, vote: undefined });
  });
});

describe('followers', () => {
  it('convert to candidate when the election timeout elapses without AppendEntries or granting a vote', () => {
    const lone = new LoneNode({ preVote: false });

    const ticks = Array.from({ length: 20 }, () => lone.tick());

    const first = ticks.findIndex((said) => said.length > 0);
    expect(first).toBeGreaterThanOrEqual(9);
    expect(ticks[first]).toMatchObject([
      { kind: 'vote', to: 2, term: 1 },
      { kind: 'vote', to: 3, term: 1 },
    ]);
  });

  it('a heartbeat, or a vote given, keeps the timeout from elapsing; a vote refused does not', () => {
    const heartbeat = new LoneNode({ preVote: false });
    const giver = new LoneNode({ preVote: false, log: [1] });
    const refuser = new LoneNode({ preVote: false, log: [1] });
    for (const lone of [heartbeat, giver, refuser]) lone.tick(9);

    heartbeat.hear(2, 1, 'heartbeat', { commit: indexOf(0), round: 1 });
    giver.hear(2, 2, 'vote', { last: place(1, 1), transfer: false });
    refuser.hear(2, 2, 'vote', { last: place(0, 0), transfer: false });
    for (const lone of [heartbeat, giver]) lone.tick(9);

    expect([heartbeat.status.role, giver.status.role]).toEqual(['follower', 'follower']);
    refuser.tick(10);
    expect(refuser.status.role).toBe('candidate');
  });
});

describe('candidates', () => {
  it('increment the term, vote for themselves, ask all others', () => {
    const lone = new LoneNode({ voters: [1, 2, 3, 4, 5] });

    const said = lone.campaign(2, 3);

    expect(lone.status).toMatchObject({ role: 'candidate', term: 1, vote: 1 });
    expect(said.map(({ kind, to }) => `${kind} ${to}`)).toEqual(['vote 2', 'vote 3', 'vote 4', 'vote 5']);
  });

  it('if votes are received from a majority: become leader', () => {
    const lone = new LoneNode({ voters: [1, 2, 3, 4, 5] });
    lone.campaign(2, 3);

    lone.hear(2, 1, 'voteReply', { granted: true });
    expect(lone.status.role).toBe('candidate');
    lone.hear(3, 1, 'voteReply', { granted: true });

    expect(lone.status.role).toBe('leader');
  });

  it('if AppendEntries comes from a new leader: convert to follower', () => {
    const lone = new LoneNode();
    lone.campaign(2);

    lone.hear(3, 1, 'append', { previous: place(0, 0), ...noEntries });

    expect(lone.status).toMatchObject({ role: 'follower', leader: 3, term: 1 });
  });

  it('if the election timeout elapses: start a new election', () => {
    const lone = new LoneNode({ preVote: false });
    lone.tick(20);
    expect(lone.status).toMatchObject({ role: 'candidate', term: 1 });

    lone.tick(20);

    expect(lone.status.term).toBeGreaterThan(1);
  });
});

describe('leaders', () => {
  it('upon election send AppendEntries to each server; repeat during idle periods', () => {
    const lone = new LoneNode();

    const upon = lone.lead(2);
    const idle = lone.tick();

    expect(upon.filter(({ kind }) => kind === 'append').map(({ to }) => to)).toEqual([2, 3]);
    expect(idle.filter(({ kind }) => kind === 'heartbeat').map(({ to }) => to)).toEqual([2, 3]);
  });

  it('a command: append to the local log, respond after it is applied', () => {
    const lone = new LoneNode();
    lone.lead(2);

    expect(lone.node.propose(new Uint8Array([7]))).toEqual({ kind: 'accepted', index: 2, term: 1 });
    lone.drain();
    expect(lone.applied).toEqual([]);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(2) });

    expect(lone.applied.map(({ index, kind }) => `${index} ${kind}`)).toEqual(['1 noop', '2 command']);
  });

  it('if last log index >= nextIndex for a follower: send entries starting at nextIndex', () => {
    const lone = new LoneNode();
    lone.lead(2);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });

    lone.node.propose(new Uint8Array([7]));

    const toSecond = lone.drain().filter(({ kind, to }) => kind === 'append' && to === 2);
    expect(toSecond).toMatchObject([{ previous: { index: 1 }, entries: [{ index: 2 }] }]);
  });

  it('if AppendEntries fails because of log inconsistency: decrement nextIndex and retry', () => {
    const lone = new LoneNode({ log: [1, 1, 1, 2, 2] });
    lone.lead(2);

    const retry = lone.hear(2, 3, 'appendRejected', { rejected: indexOf(5), hint: place(4, 1) });

    expect(retry).toMatchObject([{ kind: 'append', to: 2, previous: { index: 3, term: 1 } }]);
  });

  it('an N > commitIndex with a majority and log[N].term == currentTerm is committed', () => {
    const lone = new LoneNode({ voters: [1, 2, 3, 4, 5] });
    lone.lead(2, 3);

    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
    expect(lone.status.commit).toBe(0);
    lone.hear(3, 1, 'appendAccepted', { match: indexOf(1) });

    expect(lone.status.commit).toBe(1);
  });

  it('5.4.2: an entry of an older term is not committed by counting (FAULT-15)', () => {
    const lone = new LoneNode({ log: [1, 2] });
    lone.lead(2);

    lone.hear(2, 3, 'appendAccepted', { match: indexOf(2) });
    expect(lone.status.commit).toBe(0);
    lone.hear(2, 3, 'appendAccepted', { match: indexOf(3) });

    expect(lone.status.commit).toBe(3);
  });

  it('a leader counts its own log only as far as its disk has it (FAULT-16, also alone)', () => {
    const alone = new LoneNode({ voters: [1] });
    expect(alone.status).toMatchObject({ role: 'leader', commit: 1 });

    alone.node.propose(new Uint8Array([7]));
    const [ready] = alone.take();
    expect(alone.status.commit).toBe(1);
    alone.node.persisted(ready!.write!.number);

    expect(alone.status.commit).toBe(2);
  });

  it('what is committed is told also when nothing follows, up to what the follower holds, and nobody answers', () => {
    const lone = new LoneNode({ voters: [1, 2, 3, 4, 5] });
    lone.lead(2, 3);
    lone.hear(2, 1, 'appendAccepted', { match: indexOf(1) });
    const told = lone.hear(3, 1, 'appendAccepted', { match: indexOf(1) });
    expect(told).toMatchObject([
      { kind: 'commitNotice', to: 2, commit: 1 },
      { kind: 'commitNotice', to: 3, commit: 1 },
    ]);

    const follower = new LoneNode({ log: [1, 1] });
    follower.hear(2, 1, 'append', { previous: place(2, 1), entries: [], commit: indexOf(0) });
    expect(follower.hear(2, 1, 'commitNotice', { commit: indexOf(2) })).toEqual([]);
    expect(follower.status.commit).toBe(2);
  });

  it('two votes of the same node are one vote', () => {
    const lone = new LoneNode({ voters: [1, 2, 3, 4, 5] });
    lone.campaign(2, 3);

    lone.hear(2, 1, 'voteReply', { granted: true });
    lone.hear(2, 1, 'voteReply', { granted: true });

    expect(lone.status.role).toBe('candidate');
  });

  it('votes of an earlier term, and of nobody, do not count', () => {
    const lone = new LoneNode();
    lone.campaign(2);

    lone.hear(2, 0, 'voteReply', { granted: true });
    lone.hear(9, 1, 'voteReply', { granted: true });

    expect(lone.status.role).toBe('candidate');
    expect(lone.status.id).toBe(nodeId(1));
  });
});
