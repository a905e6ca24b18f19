/** The founders of a quorum as an operator names them: alike on all of them. */
import type { NodeId } from '@ottla/raft-core';

export interface Founder {
  readonly id: NodeId;
  /** Where its peer door is reached, `host:port`; the host of an IPv6 address stands in brackets. */
  readonly address: string;
}

/** By ascending id. */
export function sortedFounders(founders: readonly Founder[]): readonly Founder[] {
  return [...founders].sort((one, other) => one.id - other.id);
}

/** As in the setting: `1@a:9094,2@b:9094`. */
export function founderText(founders: readonly Founder[]): string {
  return founders.map(({ id, address }) => `${id}@${address}`).join(',');
}
