/**
 * Whom a quota is for: users, client ids, or both together. A part that is undefined plays no role; null stands for
 * everybody who has no quota of their own in that place.
 */
export interface QuotaEntity {
  readonly user: QuotaPart;
  readonly clientId: QuotaPart;
}

export type QuotaPart = string | null | undefined;

/** What is set for an entity: the limits by name, in order of the names, never empty in an image. */
export interface ClientQuota {
  readonly entity: QuotaEntity;
  readonly limits: ReadonlyMap<string, number>;
}

/** The key of an entity in the image: equal for equal entities and for no others. */
export function quotaKey({ user, clientId }: QuotaEntity): string {
  return JSON.stringify([user === undefined ? 0 : user, clientId === undefined ? 0 : clientId]);
}
