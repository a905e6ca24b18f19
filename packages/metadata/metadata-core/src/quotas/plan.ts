/** Plans changes of client quotas. */
import { ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import type { MetadataImage } from '../image.ts';
import { itemsPerCommandMax, quotaEntitiesMax, quotaNameCharsMax } from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import type { QuotaSet } from '../record.ts';
import type { AlterQuotas, AlterQuotasReply, NamedQuotaPart, QuotaChangeAsked } from './commands.ts';
import { type QuotaEntity, type QuotaPart, quotaKey } from './quota-entity.ts';
import { quotaValueProblem } from './quota-names.ts';

type Named = { readonly entity: QuotaEntity } | { readonly problem: string };

export function planAlterQuotas(image: MetadataImage, command: AlterQuotas): Plan<AlterQuotasReply> {
  const records: QuotaSet[] = [];
  const seen = new Set<string>();
  let entities = image.quotas.size;
  const entries = command.entries.map(({ parts, changes }, index) => {
    const named = entityOf(parts);
    if ('problem' in named) return refused(ErrorCode.INVALID_REQUEST, named.problem);
    const key = quotaKey(named.entity);
    const problem = seen.has(key) ? 'The request names this entity twice.' : changesProblem(changes);
    seen.add(key);
    if (problem !== undefined) return refused(ErrorCode.INVALID_REQUEST, problem);
    const isNew = !image.quotas.has(key) && changes.some(({ value }) => value !== undefined);
    if (index >= itemsPerCommandMax || (isNew && entities >= quotaEntitiesMax))
      return refused(
        ErrorCode.POLICY_VIOLATION,
        `There are at most ${quotaEntitiesMax} entities with quotas, and ${itemsPerCommandMax} in one request; take some away first.`,
      );
    if (isNew) entities += 1;
    if (!command.validateOnly) records.push(...recordsOf(image, named.entity, changes));
    return { outcome: success };
  });
  return { records, reply: { entries } };
}

/** The entity that these parts name together. */
function entityOf(parts: readonly NamedQuotaPart[]): Named {
  let user: QuotaPart;
  let clientId: QuotaPart;
  for (const { type, name } of parts) {
    if (type !== 'user' && type !== 'client-id')
      return { problem: `There are no quotas for "${type.slice(0, 100)}"; name user, client-id, or both.` };
    if ((type === 'user' ? user : clientId) !== undefined) return { problem: `The entity names ${type} twice.` };
    if (name === '') return { problem: `The ${type} has no name; leave the name out to mean the default.` };
    if (name !== null && name.length > quotaNameCharsMax)
      return { problem: `The name of the ${type} has more than ${quotaNameCharsMax} characters.` };
    if (type === 'user') user = name;
    else clientId = name;
  }
  if (user === undefined && clientId === undefined)
    return { problem: 'The entity is empty; name a user, a client-id, or both.' };
  return { entity: { user, clientId } };
}

function changesProblem(changes: readonly QuotaChangeAsked[]): string | undefined {
  const seen = new Set<string>();
  for (const { name, value } of changes) {
    if (seen.has(name)) return `The request changes ${name.slice(0, 100)} twice.`;
    seen.add(name);
    const problem = quotaValueProblem(name, value ?? 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function recordsOf(image: MetadataImage, entity: QuotaEntity, changes: readonly QuotaChangeAsked[]): QuotaSet[] {
  const before = image.quotas.get(quotaKey(entity))?.limits;
  return changes
    .filter(({ name, value }) => before?.get(name) !== value)
    .map(({ name, value }) => ({ kind: 'quotaSet', entity, name, value }));
}

function refused(code: ErrorCode, sentence: string): { readonly outcome: ProtocolOutcome } {
  return { outcome: outcome(code, sentence) };
}
