import type { MetadataImage } from '../image.ts';
import { aclKey } from './acl.ts';
import type { AclSet } from './records.ts';

export function replayAclSet(image: MetadataImage, { acl, present }: AclSet): MetadataImage {
  const key = aclKey(acl);
  if (!present) return { ...image, acls: image.acls.delete(key) };
  return image.acls.has(key) ? image : { ...image, acls: image.acls.set(key, acl) };
}
