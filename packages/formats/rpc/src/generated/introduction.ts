/** Made by scripts/generate.ts from ottla/peer/v1/introduction.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** The enumeration PeerStanding. */
export const PeerStanding = {
  unspecified: 0,
  /** Its log is not open yet, or it waits for other founders. */
  starting: 1,
  /** It was started without others (metadata.nodes is empty), as a cluster of its own. */
  alone: 2,
  /** It never belonged to a quorum and waits to be taken in. */
  waiting: 3,
  /** The newest membership that it has names it. */
  member: 4,
  /** The newest membership that it has leaves it out. */
  left: 5,
  /** A value that this version does not know. */
  unrecognized: -1,
} as const;
export type PeerStanding = (typeof PeerStanding)[keyof typeof PeerStanding];

function knownPeerStanding(value: number): PeerStanding {
  return value >= 0 && value <= 5 ? (value as PeerStanding) : PeerStanding.unrecognized;
}

/** The message IntroduceRequest. */
export interface IntroduceRequest {
}

/** Encodes and decodes {@link IntroduceRequest}. */
export const IntroduceRequest: MessageCodec<IntroduceRequest> = {
  encode: (message) => encodeWith(message, writeIntroduceRequest, 0),
  decode: (bytes) => readIntroduceRequest(new ProtoReader(bytes)),
};

export function writeIntroduceRequest(_writer: ProtoWriter, _message: IntroduceRequest): void {
}

export function readIntroduceRequest(reader: ProtoReader): IntroduceRequest {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message IntroduceResponse. */
export interface IntroduceResponse {
  readonly clusterId: string;
  readonly nodeId: number;
  readonly standing: PeerStanding;
  /** Who votes in the newest membership that the node has, by ascending id. */
  readonly voters: readonly number[];
  /** Everybody in it, voters and those that only get the log. */
  readonly members: readonly number[];
  /** Whether that membership is committed. */
  readonly settled: boolean;
  /** The last entry that the node knows to be committed. 0: none. */
  readonly commit: number;
  /** Who leads, as far as the node knows. -1: not known. */
  readonly leaderId: number;
}

/** Encodes and decodes {@link IntroduceResponse}. */
export const IntroduceResponse: MessageCodec<IntroduceResponse> = {
  encode: (message) => encodeWith(message, writeIntroduceResponse, 0),
  decode: (bytes) => readIntroduceResponse(new ProtoReader(bytes)),
};

export function writeIntroduceResponse(writer: ProtoWriter, message: IntroduceResponse): void {
  if (message.leaderId !== 0) {
    writer.int64(message.leaderId);
    writer.tag(64);
  }
  if (message.commit !== 0) {
    writer.int64(message.commit);
    writer.tag(56);
  }
  if (message.settled) {
    writer.bool(message.settled);
    writer.tag(48);
  }
  if (message.members.length > 0) {
    const mark5 = writer.written;
    for (let index = message.members.length - 1; index >= 0; index -= 1)
      writer.int64(message.members[index] as number);
    writer.lengthSince(mark5);
    writer.tag(42);
  }
  if (message.voters.length > 0) {
    const mark4 = writer.written;
    for (let index = message.voters.length - 1; index >= 0; index -= 1)
      writer.int64(message.voters[index] as number);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.standing !== 0) {
    writer.int32(message.standing);
    writer.tag(24);
  }
  if (message.nodeId !== 0) {
    writer.int64(message.nodeId);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readIntroduceResponse(reader: ProtoReader): IntroduceResponse {
  let clusterId: string = '';
  let nodeId: number = 0;
  let standing: PeerStanding = 0;
  const voters: number[] = [];
  const members: number[] = [];
  let settled: boolean = false;
  let commit: number = 0;
  let leaderId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        nodeId = reader.int64();
        break;
      case 24:
        standing = knownPeerStanding(reader.int32());
        break;
      case 32:
        reader.element();
        voters.push(reader.int64());
        break;
      case 34: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          voters.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      case 40:
        reader.element();
        members.push(reader.int64());
        break;
      case 42: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          members.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      case 48:
        settled = reader.bool();
        break;
      case 56:
        commit = reader.int64();
        break;
      case 64:
        leaderId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, nodeId, standing, voters, members, settled, commit, leaderId };
}

/** The methods of the service ottla.peer.v1.Introduction. */
export const introductionService: {
  /** Answers whoever asks: what it says of the node, the public gRPC port says to every client too. */
  readonly introduce: RpcMethod<IntroduceRequest, IntroduceResponse>;
} = {
  introduce: {
    path: '/ottla.peer.v1.Introduction/Introduce',
    kind: 'unary',
    request: IntroduceRequest,
    response: IntroduceResponse,
  },
};
