/** INV-META-SIM-1: at the same position every node has the same image, in every life of it, also when it came from a snapshot. */
import { imageHash } from '@ottla/metadata-core';
import { hashEveryPositions } from '../../limits.ts';
import type { Published, Report } from './invariant.ts';

export function equalStates(report: Report): (published: Published) => void {
  const known = new Map<number, { readonly node: number; readonly words: string }>();
  return ({ node, position, image }) => {
    const hash = position % hashEveryPositions === 0 ? imageHash(image) : '';
    const { revision, sessions, keys, candidates } = image.coordination;
    const words = `${hash} ${revision} ${sessions.size} ${keys.size} ${candidates.size} ${image.topics.size} ${image.nextBrokerEpoch}`;
    const other = known.get(position);
    if (other === undefined) known.set(position, { node, words });
    else if (other.words !== words)
      report('equal-states', `at position ${position} n${node} has [${words}], n${other.node} had [${other.words}]`);
  };
}
