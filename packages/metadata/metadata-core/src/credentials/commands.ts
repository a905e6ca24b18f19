import type { ProtocolOutcome } from '@ottla/base';

/** Sets and takes away credentials. Each user on their own, all of one or nothing. */
export interface AlterCredentials {
  readonly kind: 'alterCredentials';
  readonly changes: readonly CredentialChange[];
}

/** The mechanism is Kafka's number and may be one that we do not have. */
export type CredentialChange =
  | { readonly kind: 'delete'; readonly user: string; readonly mechanism: number }
  | {
      readonly kind: 'set';
      readonly user: string;
      readonly mechanism: number;
      readonly salt: Uint8Array;
      readonly iterations: number;
      readonly storedKey: Uint8Array;
      readonly serverKey: Uint8Array;
    };

/** One for each user, in the order in which the command first names them. */
export interface AlterCredentialsReply {
  readonly users: readonly { readonly user: string; readonly outcome: ProtocolOutcome }[];
}
