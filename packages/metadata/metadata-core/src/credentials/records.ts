import type { ScramCredential, ScramMechanism } from './credential.ts';

/** The whole of a credential, new or in the place of another. */
export interface CredentialSet {
  readonly kind: 'credentialSet';
  readonly credential: ScramCredential;
}

export interface CredentialDeleted {
  readonly kind: 'credentialDeleted';
  readonly user: string;
  readonly mechanism: ScramMechanism;
}
