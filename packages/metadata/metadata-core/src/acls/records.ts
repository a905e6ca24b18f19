import type { Acl } from './acl.ts';

/** An ACL is there, or is not there any more. */
export interface AclSet {
  readonly kind: 'aclSet';
  readonly acl: Acl;
  readonly present: boolean;
}
