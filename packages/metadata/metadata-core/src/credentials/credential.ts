/** The ways in which a password is proven, with Kafka's numbers. */
export const ScramMechanism = { sha256: 1, sha512: 2 } as const;
export type ScramMechanism = (typeof ScramMechanism)[keyof typeof ScramMechanism];

/** Bytes of the keys of each mechanism. */
export const scramKeyBytes: Readonly<Record<ScramMechanism, number>> = { 1: 32, 2: 64 };

/**
 * What a server needs to check a password, and what does not give the password away (RFC 5802). The password, and what was
 * salted from it, never come here.
 */
export interface ScramCredential {
  readonly user: string;
  readonly mechanism: ScramMechanism;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

/** The key of a credential in the image: equal for equal user and mechanism and for no others. */
export function credentialKey({ user, mechanism }: Pick<ScramCredential, 'user' | 'mechanism'>): string {
  return `${mechanism}:${user}`;
}

/** The user and mechanism of a key that `credentialKey` made. */
export function credentialOfKey(key: string): Pick<ScramCredential, 'user' | 'mechanism'> {
  const mechanism = key.startsWith('1') ? ScramMechanism.sha256 : ScramMechanism.sha512;
  return { user: key.slice(2), mechanism };
}
