/** The quotas part of the admin client. */
import { errorOfItem } from '@ottla/client-core';
import type { adminService as AdminService, QuotaEntity as WireEntity, QuotaName as WireName } from '@ottla/rpc';
import type { Call } from './call.ts';
import { isNotHere } from './not-here.ts';
import type { Quota, QuotaChange, QuotaEntity } from './types.ts';

type Methods = Pick<typeof AdminService, 'describeQuotas' | 'alterQuotas'>;

export class QuotaAdmin {
  readonly #call: Call;
  readonly #methods: Methods;

  constructor(call: Call, methods: Methods) {
    this.#call = call;
    this.#methods = methods;
  }

  async list(): Promise<readonly Quota[]> {
    const { quotas } = await this.#call(this.#methods.describeQuotas, {}, 'list the quotas');
    return quotas.map(({ entity, limits }) => ({
      ...entityOf(entity),
      limits: new Map(limits.map(({ name, value }) => [name, value])),
    }));
  }

  async alter(entity: QuotaEntity, changes: readonly QuotaChange[]): Promise<void> {
    const limits = changes.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
    const removals = changes.flatMap(({ name, value }) => (value === undefined ? [name] : []));
    const entries = [
      { entity: { user: wireName(entity.user), clientId: wireName(entity.clientId) }, limits, removals },
    ];
    const about = `alter the quotas of ${nameOf(entity)}`;
    const { results } = await this.#call(this.#methods.alterQuotas, { entries, validateOnly: false }, about, (answer) =>
      isNotHere(answer.results),
    );
    for (const { error } of results) if (error !== undefined) throw errorOfItem(error, about);
  }
}

function entityOf(entity: WireEntity | undefined): QuotaEntity {
  const { user, clientId } = entity ?? {};
  return {
    ...(user === undefined ? {} : { user: user.name === '' ? null : user.name }),
    ...(clientId === undefined ? {} : { clientId: clientId.name === '' ? null : clientId.name }),
  };
}

function wireName(name: string | null | undefined): WireName | undefined {
  return name === undefined ? undefined : { name: name ?? '' };
}

function nameOf({ user, clientId }: QuotaEntity): string {
  const part = (kind: string, name: string | null | undefined): string[] =>
    name === undefined ? [] : [name === null ? `every other ${kind}` : `${kind} ${name}`];
  return [...part('user', user), ...part('client id', clientId)].join(', ');
}
