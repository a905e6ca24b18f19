/** The quorum part of the admin client. */
import {
  type DescribeQuorumResponse,
  type quorumService as QuorumService,
  type QuorumMember as WireMember,
  QuorumMemberRole as WireMemberRole,
  type QuorumNode as WireNode,
  QuorumRole as WireRole,
} from '@ottla/rpc';
import type { Call } from './call.ts';
import type {
  ClusterHealth,
  MemberChange,
  QuorumMember,
  QuorumMemberRole,
  QuorumNode,
  QuorumRole,
  SnapshotTaken,
} from './types.ts';

type Methods = Pick<
  typeof QuorumService,
  'describeQuorum' | 'changeMembers' | 'transferLeader' | 'takeSnapshot' | 'unregisterBroker'
>;

export class QuorumAdmin {
  readonly #call: Call;
  readonly #methods: Methods;

  constructor(call: Call, methods: Methods) {
    this.#call = call;
    this.#methods = methods;
  }

  async describe(): Promise<ClusterHealth> {
    const answer = await this.#call(this.#methods.describeQuorum, {}, 'describe the quorum', isOutsiders);
    const { asked, quorum, error, brokers } = answer;
    return {
      asked: nodeOf(asked),
      quorum:
        quorum === undefined
          ? undefined
          : {
              leaderId: quorum.leaderId,
              term: quorum.term,
              committedPosition: quorum.committedPosition,
              changing: quorum.changing,
              members: quorum.members.map(memberOf),
            },
      noQuorumBecause: quorum === undefined ? (error?.message ?? 'the node did not say why') : undefined,
      brokers: brokers.map(({ rack, ...broker }) => ({ ...broker, rack: rack === '' ? undefined : rack })),
    };
  }

  async change({ add = [], remove = [] }: MemberChange): Promise<void> {
    const names = [...add.map(({ id }) => `add node ${id}`), ...remove.map((id) => `remove node ${id}`)];
    await this.#call(this.#methods.changeMembers, { add, remove }, names.join(', '));
  }

  async transferTo(id: number): Promise<void> {
    await this.#call(this.#methods.transferLeader, { to: id }, `hand the leadership to node ${id}`);
  }

  async unregister(id: number): Promise<void> {
    await this.#call(this.#methods.unregisterBroker, { id }, `unregister broker ${id}`);
  }

  takeSnapshot(): Promise<SnapshotTaken> {
    return this.#call(this.#methods.takeSnapshot, {}, 'take a snapshot');
  }
}

/** A node that is no member knows nothing of the quorum. */
function isOutsiders({ asked, quorum }: DescribeQuorumResponse): boolean {
  return quorum === undefined && asked?.role === WireRole.outsider;
}

function nodeOf(node: WireNode | undefined): QuorumNode {
  const { role = WireRole.unspecified, ...rest } = node ?? nowhere;
  return { ...rest, role: nodeRoles.get(role) ?? 'unknown' };
}

/** What a node that says nothing of itself is taken for. */
const nowhere = {
  nodeId: -1,
  term: 0,
  leaderId: -1,
  committedPosition: 0,
  appliedPosition: 0,
  lastPosition: 0,
  firstPosition: 0,
  snapshotPosition: 0,
  role: undefined,
};

function memberOf({ id, address, role, lastPosition, silentMs }: WireMember): QuorumMember {
  const known = { address: address === '' ? undefined : address, role: memberRoles.get(role) ?? ('unknown' as const) };
  return { id, ...known, lastPosition, silentMs };
}

const nodeRoles = new Map<WireRole, QuorumRole>([
  [WireRole.leader, 'leader'],
  [WireRole.follower, 'follower'],
  [WireRole.candidate, 'candidate'],
  [WireRole.preCandidate, 'candidate'],
  [WireRole.learner, 'learner'],
  [WireRole.outsider, 'outsider'],
]);

const memberRoles = new Map<WireMemberRole, QuorumMemberRole>([
  [WireMemberRole.voter, 'voter'],
  [WireMemberRole.outgoing, 'outgoing'],
  [WireMemberRole.learner, 'learner'],
]);
