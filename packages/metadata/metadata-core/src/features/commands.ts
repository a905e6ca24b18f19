import type { ProtocolOutcome } from '@ottla/base';

/** Sets levels of features. All of them or none. */
export interface UpdateFeatures {
  readonly kind: 'updateFeatures';
  readonly updates: readonly FeatureUpdate[];
  readonly validateOnly: boolean;
}

export interface FeatureUpdate {
  readonly name: string;
  readonly level: number;
}

/** In the order of the command; with one refusal among them nothing has changed. */
export interface UpdateFeaturesReply {
  readonly updates: readonly { readonly name: string; readonly outcome: ProtocolOutcome }[];
}
