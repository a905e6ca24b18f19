/** Whether another node may do better with the same: this one does not lead the metadata, and reaches nobody who does. Pure. */
import { errorOfItem } from '@ottla/client-core';
import type { ItemError } from '@ottla/rpc';

/** An answer that refuses every part for that reason: nothing happened. */
export function isNotHere(parts: readonly { readonly error?: ItemError | undefined }[]): boolean {
  return parts.length > 0 && parts.every(({ error }) => error !== undefined && isNotController(error));
}

function isNotController(error: ItemError): boolean {
  return errorOfItem(error, '').kafkaError === 'NOT_CONTROLLER';
}
