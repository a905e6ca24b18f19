/**
 * What a broker does next to be registered, or to be gone: read off the committed image each time, so that a lost answer, a restart and
 * a change of leaders all lead to the same place. It does nothing itself.
 *
 *     no session --open--> session --register--> fenced --catch up, unfence--> active --announce--> shutting down --close--> gone
 *          ^-------------------------------- the session has ended ----------------------------------'
 *
 * INV-REG-1: a broker lifts its fence only after its image has caught up with the leader, and all logs of which that tells are open.
 * INV-REG-2: only the first registration of a process ends sessions of earlier ones, and only those of its own data directory, whose
 * lock says that they are dead.
 */
import type { BrokerEpoch, BrokerId } from '@ottla/base';
import {
  type BrokerRegistration,
  coordinationLevel,
  isActive,
  type MetadataImage,
  type PartitionState,
  type SessionId,
} from '@ottla/metadata-core';

/** Who this process is. */
export interface BrokerSelf {
  readonly id: BrokerId;
  /** The id of the data directory, so that an emptied disk is not taken for the old one. */
  readonly directoryId: string;
  /** 32 hexadecimal digits, new with every process. */
  readonly incarnationId: string;
}

/** What this process knows beside the image. */
export interface RegistrationState {
  readonly aim: 'active' | 'shuttingDown' | 'gone';
  /** The session that it opened, unless it heard that it is gone. */
  readonly session: SessionId | undefined;
  /** A registration of this process stood once. */
  readonly hasStood: boolean;
}

/** `rest`: nothing is to be done, the aim is reached. */
export type RegistrationStep =
  | { readonly kind: 'endSessions'; readonly sessionIds: readonly SessionId[] }
  | { readonly kind: 'openSession' }
  | { readonly kind: 'register'; readonly sessionId: SessionId | undefined }
  | { readonly kind: 'unfence'; readonly brokerEpoch: BrokerEpoch }
  | { readonly kind: 'announce'; readonly brokerEpoch: BrokerEpoch }
  | { readonly kind: 'rest' };

/** What the owner of a broker's session begins with; no client may call itself so. */
const brokerOwnerStart = 'broker ';

const rest: RegistrationStep = { kind: 'rest' };

export function nextStep(self: BrokerSelf, state: RegistrationState, image: MetadataImage): RegistrationStep {
  switch (state.aim) {
    case 'active':
      return towardsActive(self, state, image);
    case 'shuttingDown':
      return towardsShuttingDown(self, image);
    case 'gone':
      return ending(sessionsOf(image, sessionOwner(self))) ?? rest;
  }
}

/** The owner of a session of this process. */
export function sessionOwner(self: BrokerSelf): string {
  return `${livesOwner(self)}${self.incarnationId}`;
}

/** Whether a session with this owner is a broker's, which no client may open, keep alive, use or close. */
export function isBrokerOwner(owner: string): boolean {
  return owner.startsWith(brokerOwnerStart);
}

/** The registration of this very process, fenced or not. */
export function ownRegistration(self: BrokerSelf, image: MetadataImage): BrokerRegistration | undefined {
  const there = image.brokers.get(self.id);
  return there?.incarnationId === self.incarnationId ? there : undefined;
}

function towardsActive(self: BrokerSelf, state: RegistrationState, image: MetadataImage): RegistrationStep {
  const hasSessions = image.cluster.metadataLevel >= coordinationLevel;
  if (hasSessions && !isOpen(state.session, image)) {
    const dead = state.hasStood ? sessionOwner(self) : livesOwner(self);
    return ending(sessionsOf(image, dead)) ?? { kind: 'openSession' };
  }
  const sessionId = hasSessions ? state.session : undefined;
  const there = ownRegistration(self, image);
  if (there === undefined || there.sessionId !== sessionId) return { kind: 'register', sessionId };
  return there.fenced ? { kind: 'unfence', brokerEpoch: there.epoch } : rest;
}

/** Only where somebody else can lead on; else the end of the session says it all in one step. */
function towardsShuttingDown(self: BrokerSelf, image: MetadataImage): RegistrationStep {
  const there = ownRegistration(self, image);
  if (!isActive(there) || !leadsWhatOthersCould(self.id, image)) return rest;
  return { kind: 'announce', brokerEpoch: there.epoch };
}

function leadsWhatOthersCould(id: BrokerId, image: MetadataImage): boolean {
  const couldBeLed = ({ leader, isr }: PartitionState): boolean =>
    leader === id && isr.some((other) => other !== id && isActive(image.brokers.get(other)));
  for (const topic of image.topics.values()) if (topic.partitions.some(couldBeLed)) return true;
  return false;
}

function isOpen(session: SessionId | undefined, image: MetadataImage): boolean {
  return session !== undefined && image.coordination.sessions.has(session);
}

function ending(sessionIds: readonly SessionId[]): RegistrationStep | undefined {
  return sessionIds.length === 0 ? undefined : { kind: 'endSessions', sessionIds };
}

/** What the owners of sessions of all processes on this data directory begin with. */
function livesOwner({ id, directoryId }: BrokerSelf): string {
  return `${brokerOwnerStart}${id} directory ${directoryId} process `;
}

function sessionsOf(image: MetadataImage, ownerStart: string): SessionId[] {
  const found: SessionId[] = [];
  for (const { id, owner } of image.coordination.sessions.values()) if (owner.startsWith(ownerStart)) found.push(id);
  return found;
}
