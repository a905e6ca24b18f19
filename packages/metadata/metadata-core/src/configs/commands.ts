import type { ProtocolOutcome } from '@ottla/base';

/** A resource as a request names it; its type is Kafka's number and may be one that we do not have. */
export interface NamedResource {
  readonly type: number;
  readonly name: string;
}

/** Changes single values and leaves the others (KIP-339). Each resource on its own, all of one or nothing. */
export interface IncrementalAlterConfigs {
  readonly kind: 'incrementalAlterConfigs';
  readonly resources: readonly (NamedResource & { readonly changes: readonly ConfigOperation[] })[];
  readonly validateOnly: boolean;
}

export interface ConfigOperation {
  readonly name: string;
  /** `append` and `subtract` are for lists. */
  readonly operation: 'set' | 'delete' | 'append' | 'subtract';
  /** Undefined only with `delete`. */
  readonly value: string | undefined;
}

/** Replaces everything set on a resource (Kafka's older way). */
export interface AlterConfigs {
  readonly kind: 'alterConfigs';
  readonly resources: readonly (NamedResource & { readonly configs: ReadonlyMap<string, string | null> })[];
  readonly validateOnly: boolean;
}

/** Answers both commands, in the order of the command. */
export interface AlterConfigsReply {
  readonly resources: readonly (NamedResource & { readonly outcome: ProtocolOutcome })[];
}
