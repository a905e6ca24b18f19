/** Sessions of brokers that are no members of the quorum: whoever was removed from it is no broker either. Pure. */
import type { MetadataImage, SessionId } from '@ottla/metadata-core';
import { membersOf, type RaftStatus } from '@ottla/raft-core';

/** Those that live; none while the membership in force is not committed. */
export function sessionsOfStrangers(
  { brokers, coordination }: MetadataImage,
  { membership, isMembershipCommitted }: RaftStatus,
): readonly SessionId[] {
  if (!isMembershipCommitted) return [];
  const members = new Set<number>(membersOf(membership));
  const sessions: SessionId[] = [];
  for (const { id, sessionId } of brokers.values()) {
    if (sessionId !== undefined && !members.has(id) && coordination.sessions.has(sessionId)) sessions.push(sessionId);
  }
  return sessions;
}
