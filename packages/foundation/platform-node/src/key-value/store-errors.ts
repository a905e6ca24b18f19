/** Which of the port's errors one of LevelDB's is. */
import type { KeyValueStoreError } from '@ottla/base';

const codes = new Map<string, KeyValueStoreError['code']>([
  ['LEVEL_LOCKED', 'locked'],
  ['LEVEL_CORRUPTION', 'corrupt'],
  ['LEVEL_DATABASE_NOT_OPEN', 'closed'],
  ['LEVEL_ITERATOR_NOT_OPEN', 'closed'],
]);

/** `io` for everything that has no word of its own. A missing part of a store is damage too, whatever LevelDB calls it. */
export function storeErrorCode(thrown: unknown): KeyValueStoreError['code'] {
  if (!(thrown instanceof Error)) return 'io';
  const code = 'code' in thrown ? codes.get(String(thrown.code)) : undefined;
  return code ?? (thrown.message.includes('Corruption') ? 'corrupt' : 'io');
}
