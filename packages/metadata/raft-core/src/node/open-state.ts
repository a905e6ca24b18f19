/** The state at the start of a node, made from what its disk holds. */
import { higher, noIndex } from '../ids.ts';
import { Durability } from '../log/durability.ts';
import { RaftLog } from '../log/raft-log.ts';
import { MembershipHistory } from '../membership/membership-history.ts';
import { ForwardedReads } from '../reading/forwarded-reads.ts';
import type { RaftRules } from '../rules/raft-rules.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type RaftOptions, settingsOf } from './options.ts';
import { Outbox } from './outbox.ts';
import type { PendingEffects, RaftState } from './raft-state.ts';
import { calmDown } from './roles.ts';
import { checkStoredState, type StoredState, splitAtBase } from './stored-state.ts';

export function openState(options: RaftOptions, stored: StoredState, rules: RaftRules): RaftState {
  checkStoredState(stored);
  const { hardState, snapshot } = stored;
  const { log, memberships } = openLog(stored);
  const randomness = options.randomness.stream(`raft node ${options.id}`);
  const raft: RaftState = {
    id: options.id,
    settings: settingsOf(options),
    rules,
    randomness,
    life: randomness.uint32(),
    abstains: options.abstains === true,
    log,
    durability: new Durability(log.lastIndex),
    memberships,
    outbox: new Outbox(),
    forwardedReads: new ForwardedReads(),
    now: 0,
    term: hardState.term,
    vote: rules.rememberedVote(hardState.vote),
    commit: higher(hardState.commit, snapshot.index),
    handedOver: snapshot.index,
    role: { kind: 'follower' },
    leader: undefined,
    agreed: noIndex,
    silentTicks: 0,
    patienceTicks: 0,
    snapshot,
    incoming: undefined,
    lastRead: 0,
    effects: noEffects(snapshot),
  };
  calmDown(raft);
  return raft;
}

function openLog(stored: StoredState): { log: RaftLog; memberships: MembershipHistory } {
  const { snapshot } = stored;
  const { base, rest } = splitAtBase(stored);
  const log = new RaftLog({ index: base.index, term: base.term });
  const memberships = new MembershipHistory(snapshot.index, snapshot.membership);
  for (const entry of rest) {
    log.append(entry);
    if (entry.kind === 'membership' && entry.index > snapshot.index) memberships.append(entry.index, entry.membership);
  }
  return { log, memberships };
}

function noEffects(snapshot: Snapshot): PendingEffects {
  return {
    chunksToSend: [],
    chunksToStore: [],
    reads: [],
    verify: undefined,
    install: undefined,
    installing: undefined,
    restore: snapshot.bytes > 0 ? snapshot : undefined,
  };
}
