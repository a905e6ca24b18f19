/** Made by scripts/generate.ts from ottla/v1/quorum.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';
import { readItemError, writeItemError, type ItemError } from './common.ts';

/** What a node plays in the quorum. */
export const QuorumRole = {
  unspecified: 0,
  leader: 1,
  follower: 2,
  /** It asks for votes. */
  candidate: 3,
  /** It asks whether it would get votes. */
  preCandidate: 4,
  /** It gets the metadata and does not vote. */
  learner: 5,
  /** It is no member, or not yet. */
  outsider: 6,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type QuorumRole = (typeof QuorumRole)[keyof typeof QuorumRole];

function knownQuorumRole(value: number): QuorumRole {
  return value >= 0 && value <= 6 ? (value as QuorumRole) : QuorumRole.unrecognized;
}

/** The enumeration QuorumMemberRole. */
export const QuorumMemberRole = {
  unspecified: 0,
  voter: 1,
  /** It votes until the change of members that is under way is through. */
  outgoing: 2,
  /** It gets the metadata and does not vote. */
  learner: 3,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type QuorumMemberRole = (typeof QuorumMemberRole)[keyof typeof QuorumMemberRole];

function knownQuorumMemberRole(value: number): QuorumMemberRole {
  return value >= 0 && value <= 3 ? (value as QuorumMemberRole) : QuorumMemberRole.unrecognized;
}

/** The message DescribeQuorumRequest. */
export interface DescribeQuorumRequest {
}

/** Encodes and decodes {@link DescribeQuorumRequest}. */
export const DescribeQuorumRequest: MessageCodec<DescribeQuorumRequest> = {
  encode: (message) => encodeWith(message, writeDescribeQuorumRequest, 0),
  decode: (bytes) => readDescribeQuorumRequest(new ProtoReader(bytes)),
};

export function writeDescribeQuorumRequest(_writer: ProtoWriter, _message: DescribeQuorumRequest): void {
}

export function readDescribeQuorumRequest(reader: ProtoReader): DescribeQuorumRequest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message DescribeQuorumResponse. */
export interface DescribeQuorumResponse {
  /** What the asked node knows. */
  readonly asked?: QuorumNode | undefined;
  /** Absent when no leader could be asked; `error` says why. */
  readonly quorum?: QuorumView | undefined;
  readonly error?: ItemError | undefined;
  /** As the asked node knows them. Sorted by id. */
  readonly brokers: readonly BrokerHealth[];
}

/** Encodes and decodes {@link DescribeQuorumResponse}. */
export const DescribeQuorumResponse: MessageCodec<DescribeQuorumResponse> = {
  encode: (message) => encodeWith(message, writeDescribeQuorumResponse, 0),
  decode: (bytes) => readDescribeQuorumResponse(new ProtoReader(bytes)),
};

export function writeDescribeQuorumResponse(writer: ProtoWriter, message: DescribeQuorumResponse): void {
  for (let index = message.brokers.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeBrokerHealth(writer, message.brokers[index] as BrokerHealth);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.error !== undefined) {
    const mark3 = writer.written;
    writeItemError(writer, message.error);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.quorum !== undefined) {
    const mark2 = writer.written;
    writeQuorumView(writer, message.quorum);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.asked !== undefined) {
    const mark1 = writer.written;
    writeQuorumNode(writer, message.asked);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDescribeQuorumResponse(reader: ProtoReader): DescribeQuorumResponse {
  let asked: QuorumNode | undefined;
  let quorum: QuorumView | undefined;
  let error: ItemError | undefined;
  const brokers: BrokerHealth[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        asked = readQuorumNode(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        quorum = readQuorumView(reader);
        reader.leave(outer);
        break;
      }
      case 26: {
        const outer = reader.enter();
        error = readItemError(reader);
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        reader.element();
        brokers.push(readBrokerHealth(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { asked, quorum, error, brokers };
}

/** Positions are those of entries in the log of the metadata, inclusive. 0: none. */
export interface QuorumNode {
  readonly nodeId: number;
  readonly role: QuorumRole;
  readonly term: number;
  /** -1: not known. */
  readonly leaderId: number;
  /** What is known to be on the disks of a majority. */
  readonly committedPosition: number;
  /** What is in the node's view of the metadata. */
  readonly appliedPosition: number;
  readonly lastPosition: number;
  /** What is before it is in the snapshot only. */
  readonly firstPosition: number;
  readonly snapshotPosition: number;
}

/** Encodes and decodes {@link QuorumNode}. */
export const QuorumNode: MessageCodec<QuorumNode> = {
  encode: (message) => encodeWith(message, writeQuorumNode, 0),
  decode: (bytes) => readQuorumNode(new ProtoReader(bytes)),
};

export function writeQuorumNode(writer: ProtoWriter, message: QuorumNode): void {
  if (message.snapshotPosition !== 0) {
    writer.int64(message.snapshotPosition);
    writer.tag(72);
  }
  if (message.firstPosition !== 0) {
    writer.int64(message.firstPosition);
    writer.tag(64);
  }
  if (message.lastPosition !== 0) {
    writer.int64(message.lastPosition);
    writer.tag(56);
  }
  if (message.appliedPosition !== 0) {
    writer.int64(message.appliedPosition);
    writer.tag(48);
  }
  if (message.committedPosition !== 0) {
    writer.int64(message.committedPosition);
    writer.tag(40);
  }
  if (message.leaderId !== 0) {
    writer.int32(message.leaderId);
    writer.tag(32);
  }
  if (message.term !== 0) {
    writer.int64(message.term);
    writer.tag(24);
  }
  if (message.role !== 0) {
    writer.int32(message.role);
    writer.tag(16);
  }
  if (message.nodeId !== 0) {
    writer.int32(message.nodeId);
    writer.tag(8);
  }
}

export function readQuorumNode(reader: ProtoReader): QuorumNode {
  let nodeId: number = 0;
  let role: QuorumRole = 0;
  let term: number = 0;
  let leaderId: number = 0;
  let committedPosition: number = 0;
  let appliedPosition: number = 0;
  let lastPosition: number = 0;
  let firstPosition: number = 0;
  let snapshotPosition: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        nodeId = reader.int32();
        break;
      case 16:
        role = knownQuorumRole(reader.int32());
        break;
      case 24:
        term = reader.int64();
        break;
      case 32:
        leaderId = reader.int32();
        break;
      case 40:
        committedPosition = reader.int64();
        break;
      case 48:
        appliedPosition = reader.int64();
        break;
      case 56:
        lastPosition = reader.int64();
        break;
      case 64:
        firstPosition = reader.int64();
        break;
      case 72:
        snapshotPosition = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { nodeId, role, term, leaderId, committedPosition, appliedPosition, lastPosition, firstPosition, snapshotPosition };
}

/** The quorum as its leader sees it. */
export interface QuorumView {
  /** -1: nobody leads. */
  readonly leaderId: number;
  readonly term: number;
  readonly committedPosition: number;
  /** A change of members is under way. */
  readonly changing: boolean;
  /** Sorted by id. */
  readonly members: readonly QuorumMember[];
}

/** Encodes and decodes {@link QuorumView}. */
export const QuorumView: MessageCodec<QuorumView> = {
  encode: (message) => encodeWith(message, writeQuorumView, 0),
  decode: (bytes) => readQuorumView(new ProtoReader(bytes)),
};

export function writeQuorumView(writer: ProtoWriter, message: QuorumView): void {
  for (let index = message.members.length - 1; index >= 0; index -= 1) {
    const mark5 = writer.written;
    writeQuorumMember(writer, message.members[index] as QuorumMember);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.changing) {
    writer.bool(message.changing);
    writer.tag(32);
  }
  if (message.committedPosition !== 0) {
    writer.int64(message.committedPosition);
    writer.tag(24);
  }
  if (message.term !== 0) {
    writer.int64(message.term);
    writer.tag(16);
  }
  if (message.leaderId !== 0) {
    writer.int32(message.leaderId);
    writer.tag(8);
  }
}

export function readQuorumView(reader: ProtoReader): QuorumView {
  let leaderId: number = 0;
  let term: number = 0;
  let committedPosition: number = 0;
  let changing: boolean = false;
  const members: QuorumMember[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        leaderId = reader.int32();
        break;
      case 16:
        term = reader.int64();
        break;
      case 24:
        committedPosition = reader.int64();
        break;
      case 32:
        changing = reader.bool();
        break;
      case 42: {
        const outer = reader.enter();
        reader.element();
        members.push(readQuorumMember(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { leaderId, term, committedPosition, changing, members };
}

/** The message QuorumMember. */
export interface QuorumMember {
  readonly id: number;
  /** Where the other nodes reach it, `host:port` of its peer port. Empty where nobody said. */
  readonly address: string;
  readonly role: QuorumMemberRole;
  /** What is known to be on its disk. Absent where nothing is known. */
  readonly lastPosition?: number | undefined;
  /** Milliseconds since the leader heard of it. Absent where nothing is known. */
  readonly silentMs?: number | undefined;
}

/** Encodes and decodes {@link QuorumMember}. */
export const QuorumMember: MessageCodec<QuorumMember> = {
  encode: (message) => encodeWith(message, writeQuorumMember, 0),
  decode: (bytes) => readQuorumMember(new ProtoReader(bytes)),
};

export function writeQuorumMember(writer: ProtoWriter, message: QuorumMember): void {
  if (message.silentMs !== undefined) {
    writer.int64(message.silentMs);
    writer.tag(40);
  }
  if (message.lastPosition !== undefined) {
    writer.int64(message.lastPosition);
    writer.tag(32);
  }
  if (message.role !== 0) {
    writer.int32(message.role);
    writer.tag(24);
  }
  if (message.address !== '') {
    writer.string(message.address);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int32(message.id);
    writer.tag(8);
  }
}

export function readQuorumMember(reader: ProtoReader): QuorumMember {
  let id: number = 0;
  let address: string = '';
  let role: QuorumMemberRole = 0;
  let lastPosition: number | undefined;
  let silentMs: number | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int32();
        break;
      case 18:
        address = reader.string();
        break;
      case 24:
        role = knownQuorumMemberRole(reader.int32());
        break;
      case 32:
        lastPosition = reader.int64();
        break;
      case 40:
        silentMs = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, address, role, lastPosition, silentMs };
}

/** A broker's registration. */
export interface BrokerHealth {
  readonly id: number;
  /** Grows each time the broker registers anew. */
  readonly epoch: number;
  /** Out of service: it leads nothing and gets no new partitions. */
  readonly fenced: boolean;
  readonly shuttingDown: boolean;
  readonly rack: string;
}

/** Encodes and decodes {@link BrokerHealth}. */
export const BrokerHealth: MessageCodec<BrokerHealth> = {
  encode: (message) => encodeWith(message, writeBrokerHealth, 0),
  decode: (bytes) => readBrokerHealth(new ProtoReader(bytes)),
};

export function writeBrokerHealth(writer: ProtoWriter, message: BrokerHealth): void {
  if (message.rack !== '') {
    writer.string(message.rack);
    writer.tag(42);
  }
  if (message.shuttingDown) {
    writer.bool(message.shuttingDown);
    writer.tag(32);
  }
  if (message.fenced) {
    writer.bool(message.fenced);
    writer.tag(24);
  }
  if (message.epoch !== 0) {
    writer.int64(message.epoch);
    writer.tag(16);
  }
  if (message.id !== 0) {
    writer.int32(message.id);
    writer.tag(8);
  }
}

export function readBrokerHealth(reader: ProtoReader): BrokerHealth {
  let id: number = 0;
  let epoch: number = 0;
  let fenced: boolean = false;
  let shuttingDown: boolean = false;
  let rack: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int32();
        break;
      case 16:
        epoch = reader.int64();
        break;
      case 24:
        fenced = reader.bool();
        break;
      case 32:
        shuttingDown = reader.bool();
        break;
      case 42:
        rack = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, epoch, fenced, shuttingDown, rack };
}

/** The message ChangeMembersRequest. */
export interface ChangeMembersRequest {
  /** Nodes that are to vote. One that votes already gets the address. */
  readonly add: readonly NewQuorumMember[];
  /** Nodes that are to leave. */
  readonly remove: readonly number[];
}

/** Encodes and decodes {@link ChangeMembersRequest}. */
export const ChangeMembersRequest: MessageCodec<ChangeMembersRequest> = {
  encode: (message) => encodeWith(message, writeChangeMembersRequest, 0),
  decode: (bytes) => readChangeMembersRequest(new ProtoReader(bytes)),
};

export function writeChangeMembersRequest(writer: ProtoWriter, message: ChangeMembersRequest): void {
  if (message.remove.length > 0) {
    const mark2 = writer.written;
    for (let index = message.remove.length - 1; index >= 0; index -= 1)
      writer.int32(message.remove[index] as number);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  for (let index = message.add.length - 1; index >= 0; index -= 1) {
    const mark1 = writer.written;
    writeNewQuorumMember(writer, message.add[index] as NewQuorumMember);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readChangeMembersRequest(reader: ProtoReader): ChangeMembersRequest {
  const add: NewQuorumMember[] = [];
  const remove: number[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        reader.element();
        add.push(readNewQuorumMember(reader));
        reader.leave(outer);
        break;
      }
      case 16:
        reader.element();
        remove.push(reader.int32());
        break;
      case 18: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          remove.push(reader.int32());
        }
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { add, remove };
}

/** The message NewQuorumMember. */
export interface NewQuorumMember {
  readonly id: number;
  /** Where the other nodes reach it, `host:port` of its peer port; an IPv6 address stands in brackets. */
  readonly address: string;
}

/** Encodes and decodes {@link NewQuorumMember}. */
export const NewQuorumMember: MessageCodec<NewQuorumMember> = {
  encode: (message) => encodeWith(message, writeNewQuorumMember, 0),
  decode: (bytes) => readNewQuorumMember(new ProtoReader(bytes)),
};

export function writeNewQuorumMember(writer: ProtoWriter, message: NewQuorumMember): void {
  if (message.address !== '') {
    writer.string(message.address);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int32(message.id);
    writer.tag(8);
  }
}

export function readNewQuorumMember(reader: ProtoReader): NewQuorumMember {
  let id: number = 0;
  let address: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int32();
        break;
      case 18:
        address = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, address };
}

/** The message ChangeMembersResponse. */
export interface ChangeMembersResponse {
}

/** Encodes and decodes {@link ChangeMembersResponse}. */
export const ChangeMembersResponse: MessageCodec<ChangeMembersResponse> = {
  encode: (message) => encodeWith(message, writeChangeMembersResponse, 0),
  decode: (bytes) => readChangeMembersResponse(new ProtoReader(bytes)),
};

export function writeChangeMembersResponse(_writer: ProtoWriter, _message: ChangeMembersResponse): void {
}

export function readChangeMembersResponse(reader: ProtoReader): ChangeMembersResponse {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message TransferLeaderRequest. */
export interface TransferLeaderRequest {
  /** A member that votes. */
  readonly to: number;
}

/** Encodes and decodes {@link TransferLeaderRequest}. */
export const TransferLeaderRequest: MessageCodec<TransferLeaderRequest> = {
  encode: (message) => encodeWith(message, writeTransferLeaderRequest, 0),
  decode: (bytes) => readTransferLeaderRequest(new ProtoReader(bytes)),
};

export function writeTransferLeaderRequest(writer: ProtoWriter, message: TransferLeaderRequest): void {
  if (message.to !== 0) {
    writer.int32(message.to);
    writer.tag(8);
  }
}

export function readTransferLeaderRequest(reader: ProtoReader): TransferLeaderRequest {
  let to: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        to = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { to };
}

/** The message TransferLeaderResponse. */
export interface TransferLeaderResponse {
}

/** Encodes and decodes {@link TransferLeaderResponse}. */
export const TransferLeaderResponse: MessageCodec<TransferLeaderResponse> = {
  encode: (message) => encodeWith(message, writeTransferLeaderResponse, 0),
  decode: (bytes) => readTransferLeaderResponse(new ProtoReader(bytes)),
};

export function writeTransferLeaderResponse(_writer: ProtoWriter, _message: TransferLeaderResponse): void {
}

export function readTransferLeaderResponse(reader: ProtoReader): TransferLeaderResponse {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message TakeSnapshotRequest. */
export interface TakeSnapshotRequest {
}

/** Encodes and decodes {@link TakeSnapshotRequest}. */
export const TakeSnapshotRequest: MessageCodec<TakeSnapshotRequest> = {
  encode: (message) => encodeWith(message, writeTakeSnapshotRequest, 0),
  decode: (bytes) => readTakeSnapshotRequest(new ProtoReader(bytes)),
};

export function writeTakeSnapshotRequest(_writer: ProtoWriter, _message: TakeSnapshotRequest): void {
}

export function readTakeSnapshotRequest(reader: ProtoReader): TakeSnapshotRequest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message TakeSnapshotResponse. */
export interface TakeSnapshotResponse {
  /** The node that was asked. */
  readonly nodeId: number;
  /** The last position that its newest snapshot has. */
  readonly position: number;
}

/** Encodes and decodes {@link TakeSnapshotResponse}. */
export const TakeSnapshotResponse: MessageCodec<TakeSnapshotResponse> = {
  encode: (message) => encodeWith(message, writeTakeSnapshotResponse, 0),
  decode: (bytes) => readTakeSnapshotResponse(new ProtoReader(bytes)),
};

export function writeTakeSnapshotResponse(writer: ProtoWriter, message: TakeSnapshotResponse): void {
  if (message.position !== 0) {
    writer.int64(message.position);
    writer.tag(16);
  }
  if (message.nodeId !== 0) {
    writer.int32(message.nodeId);
    writer.tag(8);
  }
}

export function readTakeSnapshotResponse(reader: ProtoReader): TakeSnapshotResponse {
  let nodeId: number = 0;
  let position: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        nodeId = reader.int32();
        break;
      case 16:
        position = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { nodeId, position };
}

/** The message UnregisterBrokerRequest. */
export interface UnregisterBrokerRequest {
  readonly id: number;
}

/** Encodes and decodes {@link UnregisterBrokerRequest}. */
export const UnregisterBrokerRequest: MessageCodec<UnregisterBrokerRequest> = {
  encode: (message) => encodeWith(message, writeUnregisterBrokerRequest, 0),
  decode: (bytes) => readUnregisterBrokerRequest(new ProtoReader(bytes)),
};

export function writeUnregisterBrokerRequest(writer: ProtoWriter, message: UnregisterBrokerRequest): void {
  if (message.id !== 0) {
    writer.int32(message.id);
    writer.tag(8);
  }
}

export function readUnregisterBrokerRequest(reader: ProtoReader): UnregisterBrokerRequest {
  let id: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id };
}

/** The message UnregisterBrokerResponse. */
export interface UnregisterBrokerResponse {
}

/** Encodes and decodes {@link UnregisterBrokerResponse}. */
export const UnregisterBrokerResponse: MessageCodec<UnregisterBrokerResponse> = {
  encode: (message) => encodeWith(message, writeUnregisterBrokerResponse, 0),
  decode: (bytes) => readUnregisterBrokerResponse(new ProtoReader(bytes)),
};

export function writeUnregisterBrokerResponse(_writer: ProtoWriter, _message: UnregisterBrokerResponse): void {
}

export function readUnregisterBrokerResponse(reader: ProtoReader): UnregisterBrokerResponse {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The methods of the service ottla.v1.Quorum. */
export const quorumService: {
  /** What the asked node knows itself, what the quorum's leader sees, and the brokers. Answers also when nobody leads. */
  readonly describeQuorum: RpcMethod<DescribeQuorumRequest, DescribeQuorumResponse>;
  /**
   * Takes nodes in and lets others go, and answers when that is through: newcomers get the metadata first, then they vote, in the same
   * step in which the others leave. The leader speaks with newcomers before it writes anything, and takes them out again when they come
   * to a standstill. A call for a member of the change that is under way takes it over; any other one is refused meanwhile. May end
   * with REQUEST_TIMED_OUT while newcomers still catch up: what was done stays, and the same call goes on from there. Any other
   * failure says what became of the change.
   */
  readonly changeMembers: RpcMethod<ChangeMembersRequest, ChangeMembersResponse>;
  /** Hands the leadership of the metadata to a member, and answers when it leads. */
  readonly transferLeader: RpcMethod<TransferLeaderRequest, TransferLeaderResponse>;
  /** Has the asked node write a snapshot of the metadata now and let go of the log before it. */
  readonly takeSnapshot: RpcMethod<TakeSnapshotRequest, TakeSnapshotResponse>;
  /** Forgets a broker that is out of service for good. One that is in service is refused. */
  readonly unregisterBroker: RpcMethod<UnregisterBrokerRequest, UnregisterBrokerResponse>;
} = {
  describeQuorum: {
    path: '/ottla.v1.Quorum/DescribeQuorum',
    kind: 'unary',
    request: DescribeQuorumRequest,
    response: DescribeQuorumResponse,
  },
  changeMembers: {
    path: '/ottla.v1.Quorum/ChangeMembers',
    kind: 'unary',
    request: ChangeMembersRequest,
    response: ChangeMembersResponse,
  },
  transferLeader: {
    path: '/ottla.v1.Quorum/TransferLeader',
    kind: 'unary',
    request: TransferLeaderRequest,
    response: TransferLeaderResponse,
  },
  takeSnapshot: {
    path: '/ottla.v1.Quorum/TakeSnapshot',
    kind: 'unary',
    request: TakeSnapshotRequest,
    response: TakeSnapshotResponse,
  },
  unregisterBroker: {
    path: '/ottla.v1.Quorum/UnregisterBroker',
    kind: 'unary',
    request: UnregisterBrokerRequest,
    response: UnregisterBrokerResponse,
  },
};
