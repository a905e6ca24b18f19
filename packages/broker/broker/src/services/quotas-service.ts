import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import {
  type AlterQuotas,
  type ClientQuota,
  findQuotas,
  type MetadataAccess,
  type QuotaCondition,
} from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource } from '../admission/principal.ts';
import { submit } from './submit.ts';

/** What the service stands on. */
export interface QuotasSurroundings {
  readonly metadata: MetadataAccess;
  readonly admission: Admission;
}

/** Limits of users and client ids: what is set, and changes. */
export class QuotasService {
  readonly #around: QuotasSurroundings;

  constructor(around: QuotasSurroundings) {
    this.#around = around;
  }

  /** The quotas that fulfil all conditions; `strict`: and no others of their parts are set. */
  describe(
    caller: Caller,
    conditions: readonly QuotaCondition[],
    strict: boolean,
  ): { readonly quotas: readonly ClientQuota[] } | ProtocolOutcome {
    const { admission, metadata } = this.#around;
    if (!admission.authorize(caller, 'describeConfigs', clusterResource))
      return outcome(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    return { quotas: findQuotas(metadata.image(), conditions, strict) };
  }

  /** Sets and takes away limits. Outcomes stand in the order of the request. */
  async alter(caller: Caller, request: Omit<AlterQuotas, 'kind'>): Promise<readonly ProtocolOutcome[]> {
    const { admission, metadata } = this.#around;
    if (!admission.authorize(caller, 'alterConfigs', clusterResource))
      return request.entries.map(() => outcome(ErrorCode.CLUSTER_AUTHORIZATION_FAILED));
    const result = await submit(metadata, { kind: 'alterQuotas', ...request });
    if (!result.ok) return request.entries.map(() => result.outcome);
    return result.reply.entries.map((entry) => entry.outcome);
  }
}
