import type { MetadataImage } from '../image.ts';
import type { ConfigSet } from '../record.ts';
import { configKey } from './config-resource.ts';

/** Sets or takes away one value. Names stay in order, so that equal configs are equal in every respect. */
export function replayConfigSet(image: MetadataImage, record: ConfigSet): MetadataImage {
  const key = configKey(record.resource);
  const values = new Map(image.configs.get(key));
  values.delete(record.name);
  if (record.value !== undefined) values.set(record.name, record.value);
  if (values.size === 0) return { ...image, configs: image.configs.delete(key) };
  const ordered = new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...image, configs: image.configs.set(key, ordered) };
}
