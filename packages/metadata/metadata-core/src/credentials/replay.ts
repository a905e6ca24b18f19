import type { MetadataImage } from '../image.ts';
import { credentialKey } from './credential.ts';
import type { CredentialDeleted, CredentialSet } from './records.ts';

export function replayCredentialSet(image: MetadataImage, { credential }: CredentialSet): MetadataImage {
  return { ...image, credentials: image.credentials.set(credentialKey(credential), credential) };
}

export function replayCredentialDeleted(image: MetadataImage, record: CredentialDeleted): MetadataImage {
  return { ...image, credentials: image.credentials.delete(credentialKey(record)) };
}
