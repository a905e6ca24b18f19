/** Made by scripts/generate.ts from ottla/peer/v1/raft.proto. Do not edit. */
import type { MessageCodec, RpcMethod } from '@ottla/base';
import { ProtoReader } from '../codec/proto-reader.ts';
import { encodeWith, partsWith, type ProtoWriter } from '../codec/proto-writer.ts';

const noBytes = new Uint8Array(0);

/** The message DeliverRequest. */
export interface DeliverRequest {
  /** In the first request, and only there. */
  readonly hello?: RaftHello | undefined;
  readonly messages: readonly RaftMessage[];
}

/** Encodes and decodes {@link DeliverRequest}. */
export const DeliverRequest: MessageCodec<DeliverRequest> = {
  encode: (message) => encodeWith(message, writeDeliverRequest, 0),
  decode: (bytes) => readDeliverRequest(new ProtoReader(bytes)),
};

export function writeDeliverRequest(writer: ProtoWriter, message: DeliverRequest): void {
  for (let index = message.messages.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeRaftMessage(writer, message.messages[index] as RaftMessage);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.hello !== undefined) {
    const mark1 = writer.written;
    writeRaftHello(writer, message.hello);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readDeliverRequest(reader: ProtoReader): DeliverRequest {
  let hello: RaftHello | undefined;
  const messages: RaftMessage[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        hello = readRaftHello(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        messages.push(readRaftMessage(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { hello, messages };
}

/** The answer to the hello. */
export interface DeliverResponse {
  readonly clusterId: string;
  readonly nodeId: number;
}

/** Encodes and decodes {@link DeliverResponse}. */
export const DeliverResponse: MessageCodec<DeliverResponse> = {
  encode: (message) => encodeWith(message, writeDeliverResponse, 0),
  decode: (bytes) => readDeliverResponse(new ProtoReader(bytes)),
};

export function writeDeliverResponse(writer: ProtoWriter, message: DeliverResponse): void {
  if (message.nodeId !== 0) {
    writer.int64(message.nodeId);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readDeliverResponse(reader: ProtoReader): DeliverResponse {
  let clusterId: string = '';
  let nodeId: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        nodeId = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, nodeId };
}

/** Who speaks, and to whom. */
export interface RaftHello {
  readonly clusterId: string;
  readonly from: number;
  readonly to: number;
  /** Where the sender can be reached, host:port. */
  readonly address: string;
}

/** Encodes and decodes {@link RaftHello}. */
export const RaftHello: MessageCodec<RaftHello> = {
  encode: (message) => encodeWith(message, writeRaftHello, 0),
  decode: (bytes) => readRaftHello(new ProtoReader(bytes)),
};

export function writeRaftHello(writer: ProtoWriter, message: RaftHello): void {
  if (message.address !== '') {
    writer.string(message.address);
    writer.tag(34);
  }
  if (message.to !== 0) {
    writer.int64(message.to);
    writer.tag(24);
  }
  if (message.from !== 0) {
    writer.int64(message.from);
    writer.tag(16);
  }
  if (message.clusterId !== '') {
    writer.string(message.clusterId);
    writer.tag(10);
  }
}

export function readRaftHello(reader: ProtoReader): RaftHello {
  let clusterId: string = '';
  let from: number = 0;
  let to: number = 0;
  let address: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        clusterId = reader.string();
        break;
      case 16:
        from = reader.int64();
        break;
      case 24:
        to = reader.int64();
        break;
      case 34:
        address = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { clusterId, from, to, address };
}

/** The message RaftMessage. */
export interface RaftMessage {
  readonly from: number;
  readonly to: number;
  readonly term: number;
  readonly content?:
    /** The last place of the sender's log. */
    | { readonly kind: 'preVote'; readonly value: RaftPlace }
    /** Whether it is granted. */
    | { readonly kind: 'preVoteReply'; readonly value: boolean }
    | { readonly kind: 'vote'; readonly value: RaftVote }
    /** Whether it is granted. */
    | { readonly kind: 'voteReply'; readonly value: boolean }
    | { readonly kind: 'append'; readonly value: RaftAppend }
    /** The last entry that is durable and agrees. */
    | { readonly kind: 'appendAccepted'; readonly value: number }
    | { readonly kind: 'appendRejected'; readonly value: RaftAppendRejected }
    | { readonly kind: 'heartbeat'; readonly value: RaftHeartbeat }
    /** The round that is answered. */
    | { readonly kind: 'heartbeatReply'; readonly value: number }
    /** The last committed entry. */
    | { readonly kind: 'commitNotice'; readonly value: number }
    | { readonly kind: 'snapshotChunk'; readonly value: RaftSnapshotChunk }
    | { readonly kind: 'snapshotReply'; readonly value: RaftSnapshotReply }
    | { readonly kind: 'campaignNow' }
    | { readonly kind: 'newerTerm' }
    | { readonly kind: 'readRequest'; readonly value: RaftReadRequest }
    | { readonly kind: 'readReply'; readonly value: RaftReadReply }
    | undefined;
}

/** Encodes and decodes {@link RaftMessage}. */
export const RaftMessage: MessageCodec<RaftMessage> = {
  encode: (message) => encodeWith(message, writeRaftMessage, 0),
  decode: (bytes) => readRaftMessage(new ProtoReader(bytes)),
};

export function writeRaftMessage(writer: ProtoWriter, message: RaftMessage): void {
  if (message.content?.kind === 'readReply') {
    const mark19 = writer.written;
    writeRaftReadReply(writer, message.content.value);
    writer.lengthSince(mark19);
    writer.tag(154);
  }
  if (message.content?.kind === 'readRequest') {
    const mark18 = writer.written;
    writeRaftReadRequest(writer, message.content.value);
    writer.lengthSince(mark18);
    writer.tag(146);
  }
  if (message.content?.kind === 'newerTerm') {
    writer.int32(0);
    writer.tag(138);
  }
  if (message.content?.kind === 'campaignNow') {
    writer.int32(0);
    writer.tag(130);
  }
  if (message.content?.kind === 'snapshotReply') {
    const mark15 = writer.written;
    writeRaftSnapshotReply(writer, message.content.value);
    writer.lengthSince(mark15);
    writer.tag(122);
  }
  if (message.content?.kind === 'snapshotChunk') {
    const mark14 = writer.written;
    writeRaftSnapshotChunk(writer, message.content.value);
    writer.lengthSince(mark14);
    writer.tag(114);
  }
  if (message.content?.kind === 'commitNotice') {
    writer.int64(message.content.value);
    writer.tag(104);
  }
  if (message.content?.kind === 'heartbeatReply') {
    writer.int64(message.content.value);
    writer.tag(96);
  }
  if (message.content?.kind === 'heartbeat') {
    const mark11 = writer.written;
    writeRaftHeartbeat(writer, message.content.value);
    writer.lengthSince(mark11);
    writer.tag(90);
  }
  if (message.content?.kind === 'appendRejected') {
    const mark10 = writer.written;
    writeRaftAppendRejected(writer, message.content.value);
    writer.lengthSince(mark10);
    writer.tag(82);
  }
  if (message.content?.kind === 'appendAccepted') {
    writer.int64(message.content.value);
    writer.tag(72);
  }
  if (message.content?.kind === 'append') {
    const mark8 = writer.written;
    writeRaftAppend(writer, message.content.value);
    writer.lengthSince(mark8);
    writer.tag(66);
  }
  if (message.content?.kind === 'voteReply') {
    writer.bool(message.content.value);
    writer.tag(56);
  }
  if (message.content?.kind === 'vote') {
    const mark6 = writer.written;
    writeRaftVote(writer, message.content.value);
    writer.lengthSince(mark6);
    writer.tag(50);
  }
  if (message.content?.kind === 'preVoteReply') {
    writer.bool(message.content.value);
    writer.tag(40);
  }
  if (message.content?.kind === 'preVote') {
    const mark4 = writer.written;
    writeRaftPlace(writer, message.content.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.term !== 0) {
    writer.int64(message.term);
    writer.tag(24);
  }
  if (message.to !== 0) {
    writer.int64(message.to);
    writer.tag(16);
  }
  if (message.from !== 0) {
    writer.int64(message.from);
    writer.tag(8);
  }
}

export function readRaftMessage(reader: ProtoReader): RaftMessage {
  let from: number = 0;
  let to: number = 0;
  let term: number = 0;
  let content: RaftMessage['content'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        from = reader.int64();
        break;
      case 16:
        to = reader.int64();
        break;
      case 24:
        term = reader.int64();
        break;
      case 34: {
        const outer = reader.enter();
        content = { kind: 'preVote', value: readRaftPlace(reader) };
        reader.leave(outer);
        break;
      }
      case 40:
        content = { kind: 'preVoteReply', value: reader.bool() };
        break;
      case 50: {
        const outer = reader.enter();
        content = { kind: 'vote', value: readRaftVote(reader) };
        reader.leave(outer);
        break;
      }
      case 56:
        content = { kind: 'voteReply', value: reader.bool() };
        break;
      case 66: {
        const outer = reader.enter();
        content = { kind: 'append', value: readRaftAppend(reader) };
        reader.leave(outer);
        break;
      }
      case 72:
        content = { kind: 'appendAccepted', value: reader.int64() };
        break;
      case 82: {
        const outer = reader.enter();
        content = { kind: 'appendRejected', value: readRaftAppendRejected(reader) };
        reader.leave(outer);
        break;
      }
      case 90: {
        const outer = reader.enter();
        content = { kind: 'heartbeat', value: readRaftHeartbeat(reader) };
        reader.leave(outer);
        break;
      }
      case 96:
        content = { kind: 'heartbeatReply', value: reader.int64() };
        break;
      case 104:
        content = { kind: 'commitNotice', value: reader.int64() };
        break;
      case 114: {
        const outer = reader.enter();
        content = { kind: 'snapshotChunk', value: readRaftSnapshotChunk(reader) };
        reader.leave(outer);
        break;
      }
      case 122: {
        const outer = reader.enter();
        content = { kind: 'snapshotReply', value: readRaftSnapshotReply(reader) };
        reader.leave(outer);
        break;
      }
      case 130: {
        const outer = reader.enter();
        readRaftCampaignNow(reader);
        content = { kind: 'campaignNow' };
        reader.leave(outer);
        break;
      }
      case 138: {
        const outer = reader.enter();
        readRaftNewerTerm(reader);
        content = { kind: 'newerTerm' };
        reader.leave(outer);
        break;
      }
      case 146: {
        const outer = reader.enter();
        content = { kind: 'readRequest', value: readRaftReadRequest(reader) };
        reader.leave(outer);
        break;
      }
      case 154: {
        const outer = reader.enter();
        content = { kind: 'readReply', value: readRaftReadReply(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { from, to, term, content };
}

/** A place in a log. */
export interface RaftPlace {
  readonly index: number;
  readonly term: number;
}

/** Encodes and decodes {@link RaftPlace}. */
export const RaftPlace: MessageCodec<RaftPlace> = {
  encode: (message) => encodeWith(message, writeRaftPlace, 0),
  decode: (bytes) => readRaftPlace(new ProtoReader(bytes)),
};

export function writeRaftPlace(writer: ProtoWriter, message: RaftPlace): void {
  if (message.term !== 0) {
    writer.int64(message.term);
    writer.tag(16);
  }
  if (message.index !== 0) {
    writer.int64(message.index);
    writer.tag(8);
  }
}

export function readRaftPlace(reader: ProtoReader): RaftPlace {
  let index: number = 0;
  let term: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        index = reader.int64();
        break;
      case 16:
        term = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { index, term };
}

/** The message RaftVote. */
export interface RaftVote {
  readonly last?: RaftPlace | undefined;
  /** The leader asked for this campaign. */
  readonly transfer: boolean;
}

/** Encodes and decodes {@link RaftVote}. */
export const RaftVote: MessageCodec<RaftVote> = {
  encode: (message) => encodeWith(message, writeRaftVote, 0),
  decode: (bytes) => readRaftVote(new ProtoReader(bytes)),
};

export function writeRaftVote(writer: ProtoWriter, message: RaftVote): void {
  if (message.transfer) {
    writer.bool(message.transfer);
    writer.tag(16);
  }
  if (message.last !== undefined) {
    const mark1 = writer.written;
    writeRaftPlace(writer, message.last);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readRaftVote(reader: ProtoReader): RaftVote {
  let last: RaftPlace | undefined;
  let transfer: boolean = false;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        last = readRaftPlace(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        transfer = reader.bool();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { last, transfer };
}

/** The message RaftAppend. */
export interface RaftAppend {
  /** The place before the first entry; the entries follow upon it one by one. */
  readonly previous?: RaftPlace | undefined;
  readonly entries: readonly RaftEntry[];
  readonly commit: number;
}

/** Encodes and decodes {@link RaftAppend}. */
export const RaftAppend: MessageCodec<RaftAppend> = {
  encode: (message) => encodeWith(message, writeRaftAppend, 0),
  decode: (bytes) => readRaftAppend(new ProtoReader(bytes)),
};

export function writeRaftAppend(writer: ProtoWriter, message: RaftAppend): void {
  if (message.commit !== 0) {
    writer.int64(message.commit);
    writer.tag(24);
  }
  for (let index = message.entries.length - 1; index >= 0; index -= 1) {
    const mark2 = writer.written;
    writeRaftEntry(writer, message.entries[index] as RaftEntry);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.previous !== undefined) {
    const mark1 = writer.written;
    writeRaftPlace(writer, message.previous);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readRaftAppend(reader: ProtoReader): RaftAppend {
  let previous: RaftPlace | undefined;
  const entries: RaftEntry[] = [];
  let commit: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        previous = readRaftPlace(reader);
        reader.leave(outer);
        break;
      }
      case 18: {
        const outer = reader.enter();
        reader.element();
        entries.push(readRaftEntry(reader));
        reader.leave(outer);
        break;
      }
      case 24:
        commit = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { previous, entries, commit };
}

/** The message RaftEntry. */
export interface RaftEntry {
  readonly term: number;
  readonly content?:
    | { readonly kind: 'command'; readonly value: Uint8Array }
    | { readonly kind: 'noop' }
    | { readonly kind: 'membership'; readonly value: RaftMembership }
    | undefined;
}

/** Encodes and decodes {@link RaftEntry}. */
export const RaftEntry: MessageCodec<RaftEntry> = {
  encode: (message) => encodeWith(message, writeRaftEntry, 0),
  decode: (bytes) => readRaftEntry(new ProtoReader(bytes)),
};

export function writeRaftEntry(writer: ProtoWriter, message: RaftEntry): void {
  if (message.content?.kind === 'membership') {
    const mark4 = writer.written;
    writeRaftMembership(writer, message.content.value);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.content?.kind === 'noop') {
    writer.int32(0);
    writer.tag(26);
  }
  if (message.content?.kind === 'command') {
    writer.bytes(message.content.value);
    writer.tag(18);
  }
  if (message.term !== 0) {
    writer.int64(message.term);
    writer.tag(8);
  }
}

export function readRaftEntry(reader: ProtoReader): RaftEntry {
  let term: number = 0;
  let content: RaftEntry['content'];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        term = reader.int64();
        break;
      case 18:
        content = { kind: 'command', value: reader.bytes() };
        break;
      case 26: {
        const outer = reader.enter();
        readRaftNoop(reader);
        content = { kind: 'noop' };
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        content = { kind: 'membership', value: readRaftMembership(reader) };
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { term, content };
}

/** The message RaftNoop. */
export interface RaftNoop {
}

/** Encodes and decodes {@link RaftNoop}. */
export const RaftNoop: MessageCodec<RaftNoop> = {
  encode: (message) => encodeWith(message, writeRaftNoop, 0),
  decode: (bytes) => readRaftNoop(new ProtoReader(bytes)),
};

export function writeRaftNoop(_writer: ProtoWriter, _message: RaftNoop): void {
}

export function readRaftNoop(reader: ProtoReader): RaftNoop {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message RaftMembership. */
export interface RaftMembership {
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
  readonly learners: readonly number[];
  readonly labels: readonly RaftLabel[];
}

/** Encodes and decodes {@link RaftMembership}. */
export const RaftMembership: MessageCodec<RaftMembership> = {
  encode: (message) => encodeWith(message, writeRaftMembership, 0),
  decode: (bytes) => readRaftMembership(new ProtoReader(bytes)),
};

export function writeRaftMembership(writer: ProtoWriter, message: RaftMembership): void {
  for (let index = message.labels.length - 1; index >= 0; index -= 1) {
    const mark4 = writer.written;
    writeRaftLabel(writer, message.labels[index] as RaftLabel);
    writer.lengthSince(mark4);
    writer.tag(34);
  }
  if (message.learners.length > 0) {
    const mark3 = writer.written;
    for (let index = message.learners.length - 1; index >= 0; index -= 1)
      writer.int64(message.learners[index] as number);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.outgoing.length > 0) {
    const mark2 = writer.written;
    for (let index = message.outgoing.length - 1; index >= 0; index -= 1)
      writer.int64(message.outgoing[index] as number);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.voters.length > 0) {
    const mark1 = writer.written;
    for (let index = message.voters.length - 1; index >= 0; index -= 1)
      writer.int64(message.voters[index] as number);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readRaftMembership(reader: ProtoReader): RaftMembership {
  const voters: number[] = [];
  const outgoing: number[] = [];
  const learners: number[] = [];
  const labels: RaftLabel[] = [];
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        reader.element();
        voters.push(reader.int64());
        break;
      case 10: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          voters.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      case 16:
        reader.element();
        outgoing.push(reader.int64());
        break;
      case 18: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          outgoing.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      case 24:
        reader.element();
        learners.push(reader.int64());
        break;
      case 26: {
        const outer = reader.enter();
        while (reader.more()) {
          reader.element();
          learners.push(reader.int64());
        }
        reader.leave(outer);
        break;
      }
      case 34: {
        const outer = reader.enter();
        reader.element();
        labels.push(readRaftLabel(reader));
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { voters, outgoing, learners, labels };
}

/** Where a member can be reached, host:port. */
export interface RaftLabel {
  readonly nodeId: number;
  readonly label: string;
}

/** Encodes and decodes {@link RaftLabel}. */
export const RaftLabel: MessageCodec<RaftLabel> = {
  encode: (message) => encodeWith(message, writeRaftLabel, 0),
  decode: (bytes) => readRaftLabel(new ProtoReader(bytes)),
};

export function writeRaftLabel(writer: ProtoWriter, message: RaftLabel): void {
  if (message.label !== '') {
    writer.string(message.label);
    writer.tag(18);
  }
  if (message.nodeId !== 0) {
    writer.int64(message.nodeId);
    writer.tag(8);
  }
}

export function readRaftLabel(reader: ProtoReader): RaftLabel {
  let nodeId: number = 0;
  let label: string = '';
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        nodeId = reader.int64();
        break;
      case 18:
        label = reader.string();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { nodeId, label };
}

/** The message RaftAppendRejected. */
export interface RaftAppendRejected {
  readonly rejected: number;
  readonly hint?: RaftPlace | undefined;
}

/** Encodes and decodes {@link RaftAppendRejected}. */
export const RaftAppendRejected: MessageCodec<RaftAppendRejected> = {
  encode: (message) => encodeWith(message, writeRaftAppendRejected, 0),
  decode: (bytes) => readRaftAppendRejected(new ProtoReader(bytes)),
};

export function writeRaftAppendRejected(writer: ProtoWriter, message: RaftAppendRejected): void {
  if (message.hint !== undefined) {
    const mark2 = writer.written;
    writeRaftPlace(writer, message.hint);
    writer.lengthSince(mark2);
    writer.tag(18);
  }
  if (message.rejected !== 0) {
    writer.int64(message.rejected);
    writer.tag(8);
  }
}

export function readRaftAppendRejected(reader: ProtoReader): RaftAppendRejected {
  let rejected: number = 0;
  let hint: RaftPlace | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        rejected = reader.int64();
        break;
      case 18: {
        const outer = reader.enter();
        hint = readRaftPlace(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { rejected, hint };
}

/** The message RaftHeartbeat. */
export interface RaftHeartbeat {
  readonly commit: number;
  readonly round: number;
}

/** Encodes and decodes {@link RaftHeartbeat}. */
export const RaftHeartbeat: MessageCodec<RaftHeartbeat> = {
  encode: (message) => encodeWith(message, writeRaftHeartbeat, 0),
  decode: (bytes) => readRaftHeartbeat(new ProtoReader(bytes)),
};

export function writeRaftHeartbeat(writer: ProtoWriter, message: RaftHeartbeat): void {
  if (message.round !== 0) {
    writer.int64(message.round);
    writer.tag(16);
  }
  if (message.commit !== 0) {
    writer.int64(message.commit);
    writer.tag(8);
  }
}

export function readRaftHeartbeat(reader: ProtoReader): RaftHeartbeat {
  let commit: number = 0;
  let round: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        commit = reader.int64();
        break;
      case 16:
        round = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { commit, round };
}

/** The message RaftSnapshot. */
export interface RaftSnapshot {
  readonly place?: RaftPlace | undefined;
  /** Length of all its bytes. */
  readonly length: number;
  readonly membership?: RaftMembership | undefined;
}

/** Encodes and decodes {@link RaftSnapshot}. */
export const RaftSnapshot: MessageCodec<RaftSnapshot> = {
  encode: (message) => encodeWith(message, writeRaftSnapshot, 0),
  decode: (bytes) => readRaftSnapshot(new ProtoReader(bytes)),
};

export function writeRaftSnapshot(writer: ProtoWriter, message: RaftSnapshot): void {
  if (message.membership !== undefined) {
    const mark3 = writer.written;
    writeRaftMembership(writer, message.membership);
    writer.lengthSince(mark3);
    writer.tag(26);
  }
  if (message.length !== 0) {
    writer.int64(message.length);
    writer.tag(16);
  }
  if (message.place !== undefined) {
    const mark1 = writer.written;
    writeRaftPlace(writer, message.place);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function readRaftSnapshot(reader: ProtoReader): RaftSnapshot {
  let place: RaftPlace | undefined;
  let length: number = 0;
  let membership: RaftMembership | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        place = readRaftPlace(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        length = reader.int64();
        break;
      case 26: {
        const outer = reader.enter();
        membership = readRaftMembership(reader);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return { place, length, membership };
}

/** The message RaftSnapshotChunk. */
export interface RaftSnapshotChunk {
  readonly snapshot?: RaftSnapshot | undefined;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Encodes and decodes {@link RaftSnapshotChunk}. */
export const RaftSnapshotChunk: MessageCodec<RaftSnapshotChunk> = {
  encode: (message) => encodeWith(message, writeRaftSnapshotChunk, hintRaftSnapshotChunk(message)),
  encodeInParts: (message) => partsWith(message, writeRaftSnapshotChunk),
  decode: (bytes) => readRaftSnapshotChunk(new ProtoReader(bytes)),
};

export function writeRaftSnapshotChunk(writer: ProtoWriter, message: RaftSnapshotChunk): void {
  if (message.bytes.length > 0) {
    writer.bytes(message.bytes);
    writer.tag(26);
  }
  if (message.offset !== 0) {
    writer.int64(message.offset);
    writer.tag(16);
  }
  if (message.snapshot !== undefined) {
    const mark1 = writer.written;
    writeRaftSnapshot(writer, message.snapshot);
    writer.lengthSince(mark1);
    writer.tag(10);
  }
}

export function hintRaftSnapshotChunk(message: RaftSnapshotChunk): number {
  let bytes = 64;
  bytes += message.bytes.length + 8;
  return bytes;
}

export function readRaftSnapshotChunk(reader: ProtoReader): RaftSnapshotChunk {
  let snapshot: RaftSnapshot | undefined;
  let offset: number = 0;
  let bytes: Uint8Array = noBytes;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 10: {
        const outer = reader.enter();
        snapshot = readRaftSnapshot(reader);
        reader.leave(outer);
        break;
      }
      case 16:
        offset = reader.int64();
        break;
      case 26:
        bytes = reader.bytes();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { snapshot, offset, bytes };
}

/** The message RaftSnapshotReply. */
export interface RaftSnapshotReply {
  readonly index: number;
  readonly received: number;
}

/** Encodes and decodes {@link RaftSnapshotReply}. */
export const RaftSnapshotReply: MessageCodec<RaftSnapshotReply> = {
  encode: (message) => encodeWith(message, writeRaftSnapshotReply, 0),
  decode: (bytes) => readRaftSnapshotReply(new ProtoReader(bytes)),
};

export function writeRaftSnapshotReply(writer: ProtoWriter, message: RaftSnapshotReply): void {
  if (message.received !== 0) {
    writer.int64(message.received);
    writer.tag(16);
  }
  if (message.index !== 0) {
    writer.int64(message.index);
    writer.tag(8);
  }
}

export function readRaftSnapshotReply(reader: ProtoReader): RaftSnapshotReply {
  let index: number = 0;
  let received: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        index = reader.int64();
        break;
      case 16:
        received = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { index, received };
}

/** The message RaftCampaignNow. */
export interface RaftCampaignNow {
}

/** Encodes and decodes {@link RaftCampaignNow}. */
export const RaftCampaignNow: MessageCodec<RaftCampaignNow> = {
  encode: (message) => encodeWith(message, writeRaftCampaignNow, 0),
  decode: (bytes) => readRaftCampaignNow(new ProtoReader(bytes)),
};

export function writeRaftCampaignNow(_writer: ProtoWriter, _message: RaftCampaignNow): void {
}

export function readRaftCampaignNow(reader: ProtoReader): RaftCampaignNow {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message RaftNewerTerm. */
export interface RaftNewerTerm {
}

/** Encodes and decodes {@link RaftNewerTerm}. */
export const RaftNewerTerm: MessageCodec<RaftNewerTerm> = {
  encode: (message) => encodeWith(message, writeRaftNewerTerm, 0),
  decode: (bytes) => readRaftNewerTerm(new ProtoReader(bytes)),
};

export function writeRaftNewerTerm(_writer: ProtoWriter, _message: RaftNewerTerm): void {
}

export function readRaftNewerTerm(reader: ProtoReader): RaftNewerTerm {
  while (reader.more()) {
    const tag = reader.tag();
    reader.skip(tag);
  }
  return {};
}

/** The message RaftReadRequest. */
export interface RaftReadRequest {
  readonly life: number;
  readonly read: number;
}

/** Encodes and decodes {@link RaftReadRequest}. */
export const RaftReadRequest: MessageCodec<RaftReadRequest> = {
  encode: (message) => encodeWith(message, writeRaftReadRequest, 0),
  decode: (bytes) => readRaftReadRequest(new ProtoReader(bytes)),
};

export function writeRaftReadRequest(writer: ProtoWriter, message: RaftReadRequest): void {
  if (message.read !== 0) {
    writer.int64(message.read);
    writer.tag(16);
  }
  if (message.life !== 0) {
    writer.int64(message.life);
    writer.tag(8);
  }
}

export function readRaftReadRequest(reader: ProtoReader): RaftReadRequest {
  let life: number = 0;
  let read: number = 0;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        life = reader.int64();
        break;
      case 16:
        read = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { life, read };
}

/** The message RaftReadReply. */
export interface RaftReadReply {
  readonly life: number;
  readonly read: number;
  /** Absent: the receiver may ask again. */
  readonly index?: number | undefined;
}

/** Encodes and decodes {@link RaftReadReply}. */
export const RaftReadReply: MessageCodec<RaftReadReply> = {
  encode: (message) => encodeWith(message, writeRaftReadReply, 0),
  decode: (bytes) => readRaftReadReply(new ProtoReader(bytes)),
};

export function writeRaftReadReply(writer: ProtoWriter, message: RaftReadReply): void {
  if (message.index !== undefined) {
    writer.int64(message.index);
    writer.tag(24);
  }
  if (message.read !== 0) {
    writer.int64(message.read);
    writer.tag(16);
  }
  if (message.life !== 0) {
    writer.int64(message.life);
    writer.tag(8);
  }
}

export function readRaftReadReply(reader: ProtoReader): RaftReadReply {
  let life: number = 0;
  let read: number = 0;
  let index: number | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    switch (tag) {
      case 8:
        life = reader.int64();
        break;
      case 16:
        read = reader.int64();
        break;
      case 24:
        index = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return { life, read, index };
}

/** The methods of the service ottla.peer.v1.Raft. */
export const raftService: {
  /**
   * Brings messages to a node, in one direction: each node opens a stream to each other one. The first request is the hello; the
   * server answers it with a welcome, or ends the call with FAILED_PRECONDITION. Messages may be lost.
   */
  readonly deliver: RpcMethod<DeliverRequest, DeliverResponse>;
} = {
  deliver: {
    path: '/ottla.peer.v1.Raft/Deliver',
    kind: 'bidirectional',
    request: DeliverRequest,
    response: DeliverResponse,
  },
};
