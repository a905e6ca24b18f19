/** What a node asks of the leader: a command, or something about the quorum. Decoded from bytes that anybody may have made. */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import type { MemberChange, MetadataCommand } from '@ottla/metadata-core';
import { type Check, fields, integer, list, one, text } from './check.ts';
import { commandChecks } from './command-checks.ts';
import { decodeValue, encodeValue, UnreadableError, type WireValue } from './wire-value.ts';

/** Something about the quorum. */
export type QuorumAsk =
  | { readonly kind: 'describeQuorum' }
  | { readonly kind: 'changeMembers'; readonly change: MemberChange }
  | { readonly kind: 'transferLeadership'; readonly to: number };

export type Ask = MetadataCommand | QuorumAsk;

const member = fields<MemberChange['add'][number]>({ id: integer, address: text });

const quorumChecks: { readonly [Kind in QuorumAsk['kind']]: Check<Extract<QuorumAsk, { readonly kind: Kind }>> } = {
  describeQuorum: fields({ kind: one('describeQuorum') }),
  changeMembers: fields({
    kind: one('changeMembers'),
    change: fields<MemberChange>({ add: list(member), remove: list(integer) }),
  }),
  transferLeadership: fields({ kind: one('transferLeadership'), to: integer }),
};

const checks = new Map<string, Check<Ask>>(
  Object.entries({ ...commandChecks, ...quorumChecks }) as [string, Check<Ask>][],
);

export function isQuorumAsk(ask: Ask): ask is QuorumAsk {
  return ask.kind in quorumChecks;
}

export function encodeAsk(ask: Ask): WireValue {
  return encodeValue(ask);
}

/** What is asked, or why that is refused: it makes no sense, or a later version knows what it is. Never throws. */
export function decodeAsk(wire: WireValue): Ask | { readonly refused: ProtocolOutcome } {
  let value: unknown;
  try {
    value = decodeValue(wire);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return invalid(`it cannot be read: ${error.message}`);
  }
  const kind = typeof value === 'object' && value !== null ? (value as { kind?: unknown }).kind : undefined;
  if (typeof kind !== 'string') return invalid('it does not say what it is');
  const check = checks.get(kind);
  if (check === undefined) return unknownKind(kind);
  return check(value) ? value : invalid(`it is not made as a ${kind} is`);
}

function invalid(why: string): { readonly refused: ProtocolOutcome } {
  const message = `A command from another node of the cluster was refused: ${why}. Nothing happened.`;
  return { refused: outcome(ErrorCode.INVALID_REQUEST, message) };
}

function unknownKind(kind: string): { readonly refused: ProtocolOutcome } {
  const message = `The leader of the metadata does not know commands of the kind "${kind.slice(0, 64)}": it runs an older version than the node that was asked. Nothing happened; finish the upgrade, then try again.`;
  return { refused: outcome(ErrorCode.UNSUPPORTED_VERSION, message) };
}
