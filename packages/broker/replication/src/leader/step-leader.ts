/**
 * The rules of a partition led here: one input, the effects that follow. Alone in the ISR an append and its sync cost a
 * few comparisons of integers and one effect each for the high watermark and the parked request.
 *
 * The high watermark is the smallest durable end over the *maximal* ISR: the committed one and any proposed one together.
 * A proposed shrink therefore changes nothing until it is committed, and a proposed member counts before it is one
 * (KIP-497). acks=all is acknowledged when the high watermark has passed it and the ISR is still large enough; acks=1
 * when our own disk has confirmed it, by the same flush policy that lets our end count for the high watermark.
 */
import { assert, type BrokerId, ErrorCode, type LeaderEpoch, type Offset, unreachable } from '@ottla/base';
import { hasEnoughReplicas, type LeaderState } from './leader-state.ts';
import type {
  Appended,
  Awaited,
  EpochChanged,
  FollowerDurable,
  LeaderEffect,
  LeaderInput,
  RolledBack,
} from './messages.ts';

const nothing: readonly LeaderEffect[] = Object.freeze([]);

/** Takes one input; answers what the shell must do, in order. */
export function stepLeader(state: LeaderState, input: LeaderInput): readonly LeaderEffect[] {
  if (state.resigned) return afterResigning(input);
  switch (input.kind) {
    case 'appended':
      return appended(state, input);
    case 'awaited':
      return awaited(state, input);
    case 'ownDurable':
      return ownDurable(state, input.endOffset);
    case 'rolledBack':
      return rolledBack(state, input);
    case 'followerDurable':
      return followerDurable(state, input);
    case 'isrProposed':
      return isrProposed(state, input.isr);
    case 'isrCommitted':
      return isrSettled(state, input.isr);
    case 'isrRefused':
      return isrSettled(state, state.isr);
    case 'minInsyncReplicasChanged':
      state.minInsyncReplicas = input.minInsyncReplicas;
      return nothing;
    case 'logStartMoved':
      return logStartMoved(state, input.to);
    case 'epochChanged':
      return epochChanged(state, input);
    case 'resigned':
      return resigned(state);
    case 'waitCancelled':
      if (!state.waitsForAll.cancel(input.wait)) state.waitsForLeader.cancel(input.wait);
      return nothing;
    default:
      return unreachable(input);
  }
}

/** A request that was appended while the leadership went away hears of it; everything else is of no interest any more. */
function afterResigning(input: LeaderInput): readonly LeaderEffect[] {
  if ((input.kind !== 'appended' && input.kind !== 'awaited') || input.wait === undefined) return nothing;
  return [{ kind: 'reject', wait: input.wait, code: ErrorCode.NOT_LEADER_OR_FOLLOWER }];
}

function appended(state: LeaderState, input: Appended): readonly LeaderEffect[] {
  assert(input.endOffset >= state.logEnd, 'an append never shortens the log');
  state.logEnd = input.endOffset;
  if (input.wait === undefined) return nothing;
  const { wait, endOffset, acks = 'all' } = input;
  return awaited(state, { kind: 'awaited', wait, endOffset, acks });
}

function awaited(state: LeaderState, input: Awaited): readonly LeaderEffect[] {
  assert(input.endOffset <= state.logEnd, 'a request waits only for what was appended');
  const forAll = input.acks === 'all';
  (forAll ? state.waitsForAll : state.waitsForLeader).push(input.wait, input.endOffset);
  const reached = forAll ? state.highWatermark : state.ownDurable;
  return input.endOffset <= reached ? completed(state, nothing) : nothing;
}

function ownDurable(state: LeaderState, endOffset: Offset): readonly LeaderEffect[] {
  assert(endOffset <= state.logEnd, 'only what was appended can be durable');
  if (endOffset <= state.ownDurable) return nothing;
  state.ownDurable = endOffset;
  return advanced(state);
}

function rolledBack(state: LeaderState, input: RolledBack): readonly LeaderEffect[] {
  assert(input.endOffset >= state.ownDurable, 'what is durable is never rolled back');
  assert(input.endOffset <= state.logEnd, 'a roll-back never lengthens the log');
  state.logEnd = input.endOffset;
  for (const [follower, durable] of state.followerDurable)
    if (durable > input.endOffset) state.followerDurable.delete(follower);
  const waits = [...state.waitsForLeader.takeBeyond(input.endOffset), ...state.waitsForAll.takeBeyond(input.endOffset)];
  return waits.map((wait) => ({ kind: 'reject', wait, code: input.code }));
}

/** A follower that claims more than our log holds has diverged and does not count. */
function followerDurable(state: LeaderState, input: FollowerDurable): readonly LeaderEffect[] {
  if (input.leaderEpoch !== state.leaderEpoch || input.endOffset > state.logEnd) return nothing;
  state.followerDurable.set(input.follower, input.endOffset);
  return state.maximalFollowers.includes(input.follower) ? advanced(state) : nothing;
}

function isrProposed(state: LeaderState, isr: ReadonlySet<BrokerId>): readonly LeaderEffect[] {
  assert(isr.has(state.self), 'a leader stays in the ISR that it proposes');
  assert(state.proposedIsr === undefined, 'one change of the ISR is in flight at a time');
  state.proposedIsr = isr;
  state.maximalFollowers = followersOf(state.self, new Set([...state.isr, ...isr]));
  return nothing;
}

function isrSettled(state: LeaderState, isr: ReadonlySet<BrokerId>): readonly LeaderEffect[] {
  assert(isr.has(state.self), 'a leader is a member of the ISR');
  state.isr = isr;
  state.proposedIsr = undefined;
  state.maximalFollowers = followersOf(state.self, isr);
  return advanced(state);
}

function logStartMoved(state: LeaderState, to: Offset): readonly LeaderEffect[] {
  assert(to >= state.logStart, 'the start of a log never goes back');
  assert(to <= state.highWatermark, 'only what is committed may be deleted');
  state.logStart = to;
  return nothing;
}

function epochChanged(state: LeaderState, input: EpochChanged): readonly LeaderEffect[] {
  assert(isNewer(input.leaderEpoch, state.leaderEpoch), 'leader epochs only grow');
  state.leaderEpoch = input.leaderEpoch;
  state.followerDurable.clear();
  return isrSettled(state, input.isr);
}

function isNewer(epoch: LeaderEpoch, than: LeaderEpoch): boolean {
  return epoch > than;
}

function resigned(state: LeaderState): readonly LeaderEffect[] {
  state.resigned = true;
  const waits = [...state.waitsForLeader.takeAll(), ...state.waitsForAll.takeAll()];
  return waits.map((wait) => ({ kind: 'reject', wait, code: ErrorCode.NOT_LEADER_OR_FOLLOWER }));
}

function followersOf(self: BrokerId, isr: ReadonlySet<BrokerId>): readonly BrokerId[] {
  return [...isr].filter((member) => member !== self);
}

/** Moves the high watermark where the durable ends allow it, then completes what waited for that. */
function advanced(state: LeaderState): readonly LeaderEffect[] {
  let end = state.ownDurable;
  for (const follower of state.maximalFollowers) {
    const durable = state.followerDurable.get(follower);
    if (durable === undefined) return completed(state, nothing);
    if (durable < end) end = durable;
  }
  if (end <= state.highWatermark) return completed(state, nothing);
  state.highWatermark = end;
  return completed(state, [{ kind: 'advanceHighWatermark', to: end }]);
}

/** Adds an answer for each wait that has been reached. Copies only when there is one. */
function completed(state: LeaderState, first: readonly LeaderEffect[]): readonly LeaderEffect[] {
  let effects: LeaderEffect[] | undefined;
  let wait = state.waitsForLeader.takeReached(state.ownDurable);
  while (wait !== undefined) {
    (effects ??= [...first]).push({ kind: 'acknowledge', wait });
    wait = state.waitsForLeader.takeReached(state.ownDurable);
  }
  wait = state.waitsForAll.takeReached(state.highWatermark);
  while (wait !== undefined) {
    (effects ??= [...first]).push(
      hasEnoughReplicas(state)
        ? { kind: 'acknowledge', wait }
        : { kind: 'reject', wait, code: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND },
    );
    wait = state.waitsForAll.takeReached(state.highWatermark);
  }
  return effects ?? first;
}
