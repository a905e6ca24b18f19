/** Which quota holds for a client: Kafka's order of precedence, for each limit on its own. */
import type { MetadataImage } from '../image.ts';
import { type QuotaEntity, type QuotaPart, quotaKey } from './quota-entity.ts';

/** A limit that holds, and who shares it: an undefined part plays no role, so all with any name share. */
export interface EffectiveQuota {
  readonly limit: number;
  readonly sharedBy: { readonly user: string | undefined; readonly clientId: string | undefined };
}

/** The first entity in this list that has the limit gives it (the most particular first). */
const precedence: readonly (readonly [user: 'named' | 'default' | 'none', clientId: 'named' | 'default' | 'none'])[] = [
  ['named', 'named'],
  ['named', 'default'],
  ['named', 'none'],
  ['default', 'named'],
  ['default', 'default'],
  ['default', 'none'],
  ['none', 'named'],
  ['none', 'default'],
];

/** The quota of that name for this client, or undefined when there is none. */
export function effectiveQuota(
  quotas: MetadataImage['quotas'],
  name: string,
  client: { readonly user: string; readonly clientId: string },
): EffectiveQuota | undefined {
  if (quotas.size === 0) return undefined;
  for (const [user, clientId] of precedence) {
    const entity: QuotaEntity = { user: partOf(user, client.user), clientId: partOf(clientId, client.clientId) };
    const limit = quotas.get(quotaKey(entity))?.limits.get(name);
    if (limit === undefined) continue;
    const sharedBy = {
      user: user === 'none' ? undefined : client.user,
      clientId: clientId === 'none' ? undefined : client.clientId,
    };
    return { limit, sharedBy };
  }
  return undefined;
}

function partOf(kind: 'named' | 'default' | 'none', name: string): QuotaPart {
  if (kind === 'none') return undefined;
  return kind === 'default' ? null : name;
}
