/** Made by scripts/generate.ts from ottla/v1/common.proto. Do not edit. */
import type { MessageCodec } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';

/** Why one thing in a request did not work. */
export interface ItemError {
  /**
   * Kafka's error code, never 0. For example 3 UNKNOWN_TOPIC_OR_PARTITION, 6 NOT_LEADER_OR_FOLLOWER,
   * 1 OFFSET_OUT_OF_RANGE.
   */
  readonly code: number;
  /** What happened, to what, and what to do. */
  readonly message: string;
}

/** Encodes and decodes {@link ItemError}. */
export const ItemError: MessageCodec<ItemError> = {
  encode: (message) => encodeWith(message, writeItemError, 0),
  decode: (bytes) => readItemError(new ProtoReader(bytes)),
};

export function writeItemError(writer: ProtoWriter, message: ItemError): void {
  if (message.message !== '') {
    writer.string(message.message);
    writer.tag(18);
  }
  if (message.code !== 0) {
    writer.int32(message.code);
    writer.tag(8);
  }
}

export function readItemError(reader: ProtoReader): ItemError {
  let code: number = 0;
  let message: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        code = reader.int32();
        break;
      case 18:
        message = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { code, message };
}

/** Who leads a partition now. Comes with errors that say that the asked node does not. */
export interface PartitionLeader {
  /** The id of the node that leads, or -1 when nobody does. */
  readonly leaderId: number;
  /** The number of its reign; grows with each change of leader. */
  readonly leaderEpoch: number;
}

/** Encodes and decodes {@link PartitionLeader}. */
export const PartitionLeader: MessageCodec<PartitionLeader> = {
  encode: (message) => encodeWith(message, writePartitionLeader, 0),
  decode: (bytes) => readPartitionLeader(new ProtoReader(bytes)),
};

export function writePartitionLeader(writer: ProtoWriter, message: PartitionLeader): void {
  if (message.leaderEpoch !== 0) {
    writer.int32(message.leaderEpoch);
    writer.tag(16);
  }
  if (message.leaderId !== 0) {
    writer.int32(message.leaderId);
    writer.tag(8);
  }
}

export function readPartitionLeader(reader: ProtoReader): PartitionLeader {
  let leaderId: number = 0;
  let leaderEpoch: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        leaderId = reader.int32();
        break;
      case 16:
        leaderEpoch = reader.int32();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { leaderId, leaderEpoch };
}

/** A name and a value that travel beside a record. A name may occur several times. */
export interface Header {
  readonly key: string;
  /** Absent: the header has no value (null), which is different from an empty one. */
  readonly value?: Uint8Array | undefined;
}

/** Encodes and decodes {@link Header}. */
export const Header: MessageCodec<Header> = {
  encode: (message) => encodeWith(message, writeHeader, hintHeader(message)),
  encodeInParts: (message) => partsWith(message, writeHeader),
  decode: (bytes) => readHeader(new ProtoReader(bytes)),
};

export function writeHeader(writer: ProtoWriter, message: Header): void {
  if (message.value !== undefined) {
    writer.bytes(message.value);
    writer.tag(18);
  }
  if (message.key !== '') {
    writer.string(message.key);
    writer.tag(10);
  }
}

export function hintHeader(message: Header): number {
  let bytes = 64;
  if (message.value !== undefined) bytes += message.value.length + 8;
  return bytes;
}

export function readHeader(reader: ProtoReader): Header {
  let key: string = '';
  let value: Uint8Array | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        key = reader.string();
        break;
      case 18:
        value = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { key, value };
}

/** Where a node of the cluster can be reached. */
export interface Node {
  readonly id: number;
  /** Host name or address of the gRPC door, as clients should use it. */
  readonly host: string;
  /** Port of the gRPC door. */
  readonly port: number;
  /** The rack or zone that the node stands in, or empty. */
  readonly rack: string;
}

/** Encodes and decodes {@link Node}. */
export const Node: MessageCodec<Node> = {
  encode: (message) => encodeWith(message, writeNode, 0),
  decode: (bytes) => readNode(new ProtoReader(bytes)),
};

export function writeNode(writer: ProtoWriter, message: Node): void {
  if (message.rack !== '') {
    writer.string(message.rack);
    writer.tag(34);
  }
  if (message.port !== 0) {
    writer.int32(message.port);
    writer.tag(24);
  }
  if (message.host !== '') {
    writer.string(message.host);
    writer.tag(18);
  }
  if (message.id !== 0) {
    writer.int32(message.id);
    writer.tag(8);
  }
}

export function readNode(reader: ProtoReader): Node {
  let id: number = 0;
  let host: string = '';
  let port: number = 0;
  let rack: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        id = reader.int32();
        break;
      case 18:
        host = reader.string();
        break;
      case 24:
        port = reader.int32();
        break;
      case 34:
        rack = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { id, host, port, rack };
}
