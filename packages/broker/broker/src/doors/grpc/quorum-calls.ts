/** The calls of the `Quorum` service. */
import { type ProtocolOutcome, succeeded } from '@ottla/base';
import type { BrokerRegistration, LocalQuorum, QuorumDescription, QuorumMember } from '@ottla/metadata-core';
import {
  type BrokerHealth,
  type ChangeMembersRequest,
  type ChangeMembersResponse,
  type DescribeQuorumResponse,
  type QuorumNode,
  type QuorumView,
  type TakeSnapshotResponse,
  type TransferLeaderRequest,
  type TransferLeaderResponse,
  type UnregisterBrokerRequest,
  type UnregisterBrokerResponse,
  type QuorumMember as WireMember,
  QuorumMemberRole as WireMemberRole,
  QuorumRole as WireRole,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf, itemError } from './words.ts';

export async function describeQuorum(parts: GrpcDoorParts, caller: Caller): Promise<DescribeQuorumResponse> {
  const health = await parts.services.quorum.describe(caller);
  if ('code' in health) throw failureOf(health.code, health.message);
  const { asked, quorum, brokers } = health;
  const isKnown = !('code' in quorum);
  return {
    asked: nodeOf(asked),
    quorum: isKnown ? viewOf(quorum) : undefined,
    error: isKnown ? undefined : itemError(quorum.code, quorum.message),
    brokers: brokers.map(healthOf),
  };
}

export async function changeMembers(
  parts: GrpcDoorParts,
  caller: Caller,
  { add, remove }: ChangeMembersRequest,
): Promise<ChangeMembersResponse> {
  unlessRefused(await parts.services.quorum.changeMembers(caller, { add, remove }));
  return {};
}

export async function transferLeader(
  parts: GrpcDoorParts,
  caller: Caller,
  { to }: TransferLeaderRequest,
): Promise<TransferLeaderResponse> {
  unlessRefused(await parts.services.quorum.transferLeadership(caller, to));
  return {};
}

export async function takeSnapshot(parts: GrpcDoorParts, caller: Caller): Promise<TakeSnapshotResponse> {
  const { outcome, nodeId, position } = await parts.services.quorum.takeSnapshot(caller);
  unlessRefused(outcome);
  return { nodeId, position };
}

export async function unregisterBroker(
  parts: GrpcDoorParts,
  caller: Caller,
  { id }: UnregisterBrokerRequest,
): Promise<UnregisterBrokerResponse> {
  unlessRefused(await parts.services.quorum.unregisterBroker(caller, id));
  return {};
}

function unlessRefused(outcome: ProtocolOutcome): void {
  if (!succeeded(outcome)) throw failureOf(outcome.code, outcome.message);
}

function nodeOf(local: LocalQuorum): QuorumNode {
  const { nodeId, role, term, leaderId, commit, applied, lastPosition, firstPosition, snapshotPosition } = local;
  return {
    nodeId,
    role: WireRole[role],
    term,
    leaderId,
    committedPosition: commit,
    appliedPosition: applied,
    lastPosition,
    firstPosition,
    snapshotPosition,
  };
}

function viewOf({ leaderId, term, commit, isChanging, members }: QuorumDescription): QuorumView {
  return { leaderId, term, committedPosition: commit, changing: isChanging, members: members.map(memberOf) };
}

function memberOf({ id, address, role, lastPosition, silentMs }: QuorumMember): WireMember {
  const silent = silentMs === undefined ? undefined : Math.round(silentMs);
  return { id, address: address ?? '', role: WireMemberRole[role], lastPosition, silentMs: silent };
}

function healthOf({ id, epoch, fenced, shuttingDown, rack }: BrokerRegistration): BrokerHealth {
  return { id, epoch, fenced, shuttingDown, rack: rack ?? '' };
}
