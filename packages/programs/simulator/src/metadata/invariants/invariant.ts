/** A property that every run has to keep, fed with what nodes publish and what clients are told. One a file. */
import type { MetadataDelta, MetadataImage } from '@ottla/metadata-core';

/** A node has taken in what was committed. */
export interface Published {
  readonly node: number;
  /** Over all lives of all nodes. */
  readonly life: number;
  readonly position: number;
  readonly image: MetadataImage;
  readonly delta: MetadataDelta;
}

export type Report = (invariant: string, message: string) => void;
