import type { ProtocolOutcome } from '@ottla/base';

/** A part of an entity as a request names it: any type, a name, or null for everybody without a quota of their own. */
export interface NamedQuotaPart {
  readonly type: string;
  readonly name: string | null;
}

/** Sets and takes away limits. Each entity on its own, all of one or nothing. */
export interface AlterQuotas {
  readonly kind: 'alterQuotas';
  readonly entries: readonly {
    readonly parts: readonly NamedQuotaPart[];
    readonly changes: readonly QuotaChangeAsked[];
  }[];
  readonly validateOnly: boolean;
}

export interface QuotaChangeAsked {
  readonly name: string;
  /** Undefined takes the limit away. */
  readonly value: number | undefined;
}

/** In the order of the command. */
export interface AlterQuotasReply {
  readonly entries: readonly { readonly outcome: ProtocolOutcome }[];
}
