/** Judges a change of members before anything of it is done. Pure. */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { MemberChange } from '@ottla/metadata-core';
import { type Membership, membersMax, membersOf, type NodeId, type RaftStatus } from '@ottla/raft-core';
import { founderAddressCharsMax, isPeerAddress, nodeIdMax } from '@ottla/raft-node';
import { memberSilenceMsMax } from '../limits.ts';

/** What is to be driven: all that vote in the end, with their addresses, and who leaves. */
export interface PlannedMembers {
  readonly voters: ReadonlyMap<NodeId, string>;
  readonly leaving: readonly NodeId[];
}

/** The leader that is to change its members. */
export interface ChangingLeader {
  readonly status: RaftStatus;
  readonly tickMs: number;
  /** Where the others reach it: a node that was alone may not have been given an address. */
  readonly address: string | undefined;
}

/** The members as they shall be, or why that is refused. */
export function planMembers(
  { status, tickMs, address: own }: ChangingLeader,
  change: MemberChange,
): PlannedMembers | ProtocolOutcome {
  const { membership } = status;
  const problem = mistakeOf(change) ?? strangerOf(change, membership) ?? addressTaken(change, membership);
  if (problem !== undefined) return problem;
  const voters = votersAfter(change, membership, [status.id, own]);
  const leaving = change.remove as readonly NodeId[];
  const refusal = unvotable(voters, membership, change) ?? nowhere(voters) ?? silent(voters, status, tickMs);
  return refusal ?? { voters, leaving };
}

/** What is wrong with it by itself, whoever the members are. */
export function mistakeOf({ add, remove }: MemberChange): ProtocolOutcome | undefined {
  if (add.length + remove.length === 0)
    return invalid('A change of members names nobody; name nodes to add or to remove.');
  const seen = new Set<number>();
  for (const id of [...add.map((one) => one.id), ...remove]) {
    if (!Number.isSafeInteger(id) || id < 0 || id > nodeIdMax)
      return invalid(`${id} is no id of a node; ids are integers from 0 to ${nodeIdMax}.`);
    if (seen.has(id)) return invalid(`Node ${id} is named twice; name each node once.`);
    seen.add(id);
  }
  for (const { id, address } of add)
    if (address.length > founderAddressCharsMax || !isPeerAddress(address))
      return invalid(
        `"${address.slice(0, founderAddressCharsMax)}" is no address of node ${id}; write host:port of its peer port, an IPv6 address in brackets.`,
      );
  return undefined;
}

function strangerOf({ remove }: MemberChange, membership: Membership): ProtocolOutcome | undefined {
  const members = membersOf(membership);
  const stranger = remove.find((id) => !members.includes(id as NodeId));
  if (stranger === undefined) return undefined;
  return outcome(
    ErrorCode.VOTER_NOT_FOUND,
    `Node ${stranger} is no member of the metadata quorum; its members are ${members.join(', ')}. Nothing was changed.`,
  );
}

/** Two nodes at one address: one of them was mistaken for the other. */
function addressTaken({ add, remove }: MemberChange, membership: Membership): ProtocolOutcome | undefined {
  const owners = new Map<string, number>();
  for (const id of membersOf(membership)) {
    const address = membership.labels.get(id);
    const stays = !remove.includes(id) && !add.some((one) => one.id === id);
    if (stays && address !== undefined) owners.set(address, id);
  }
  for (const { id, address } of add) {
    const owner = owners.get(address);
    if (owner !== undefined)
      return outcome(
        ErrorCode.DUPLICATE_VOTER,
        `Node ${id} cannot be at ${address}: node ${owner} is. Nothing was changed; correct the address, or remove node ${owner} in the same change.`,
      );
    owners.set(address, id);
  }
  return undefined;
}

function votersAfter(
  { add, remove }: MemberChange,
  { voters, labels }: Membership,
  [self, own]: readonly [NodeId, string | undefined],
): ReadonlyMap<NodeId, string> {
  const after = new Map<NodeId, string>();
  for (const id of voters) {
    const address = labels.get(id) ?? (id === self ? own : undefined);
    if (!remove.includes(id)) after.set(id, address ?? '');
  }
  for (const { id, address } of add) after.set(id as NodeId, address);
  return after;
}

function unvotable(
  voters: ReadonlyMap<NodeId, string>,
  membership: Membership,
  { add }: MemberChange,
): ProtocolOutcome | undefined {
  if (voters.size === 0)
    return invalid('Without its last voter the quorum could not decide anything any more; add another node first.');
  const newcomers = add.filter(({ id }) => !membersOf(membership).includes(id as NodeId));
  const most = membersOf(membership).length + newcomers.length;
  if (most <= membersMax) return undefined;
  return outcome(
    ErrorCode.POLICY_VIOLATION,
    `The quorum has at most ${membersMax} members, and would have ${most} on the way; remove some first.`,
  );
}

/** Who is not alone has to be reached by the others. */
function nowhere(voters: ReadonlyMap<NodeId, string>): ProtocolOutcome | undefined {
  const [id] = [...voters].find(([, address]) => address === '') ?? [];
  if (id === undefined || voters.size === 1) return undefined;
  return invalid(
    `Node ${id} has no address at which the others could reach it; name it in the same change, as added at host:port of its peer port.`,
  );
}

/** Newcomers are waited for; of the others enough have to be there, or the change would never come to its end. */
function silent(
  voters: ReadonlyMap<NodeId, string>,
  { id: self, followers, membership }: RaftStatus,
  tickMs: number,
): ProtocolOutcome | undefined {
  const gone = followers.filter(
    ({ id, silentTicks }) =>
      voters.has(id) && id !== self && membership.voters.includes(id) && silentTicks * tickMs >= memberSilenceMsMax,
  );
  if ((voters.size - gone.length) * 2 > voters.size) return undefined;
  const names = gone.map(({ id }) => id).join(', ');
  return outcome(
    ErrorCode.POLICY_VIOLATION,
    `Of the ${voters.size} voters that there would be, nothing is heard of ${names}: the others could decide nothing. Nothing was changed; start them, or remove them in the same change.`,
  );
}

function invalid(message: string): ProtocolOutcome {
  return outcome(ErrorCode.INVALID_REQUEST, message);
}
