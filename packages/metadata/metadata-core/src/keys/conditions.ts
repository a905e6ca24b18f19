/** Judges the conditions of a transaction against an image. */
import { sameBytes } from '../coordination/same-bytes.ts';
import { leaderOf } from '../elections/read.ts';
import type { MetadataImage } from '../image.ts';
import type { KeyCondition } from './commands.ts';
import type { KeyState } from './key.ts';

export function conditionHolds(image: MetadataImage, condition: KeyCondition): boolean {
  switch (condition.kind) {
    case 'number':
      return compares(numberOf(image.coordination.keys.get(condition.path), condition.of), condition);
    case 'value':
      return valueHolds(image.coordination.keys.get(condition.path), condition);
    default:
      return condition.token !== 0 && leaderOf(image, condition.election)?.token === condition.token;
  }
}

type NumberCondition = Extract<KeyCondition, { kind: 'number' }>;
type ValueCondition = Extract<KeyCondition, { kind: 'value' }>;

function numberOf(key: KeyState | undefined, of: NumberCondition['of']): number {
  return key?.[of] ?? 0;
}

function compares(present: number, { is, number }: NumberCondition): boolean {
  if (is === 'equal') return present === number;
  if (is === 'notEqual') return present !== number;
  return is === 'less' ? present < number : present > number;
}

function valueHolds(key: KeyState | undefined, { is, value }: ValueCondition): boolean {
  const same = key !== undefined && sameBytes(key.value, value);
  return is === 'equal' ? same : !same;
}
