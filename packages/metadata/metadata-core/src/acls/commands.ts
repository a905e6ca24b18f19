import type { ProtocolOutcome } from '@ottla/base';
import type { Acl } from './acl.ts';

/** An ACL as a request names it: its numbers may be ones that we do not have. */
export interface NamedAcl {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly pattern: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permission: number;
}

/** Adds ACLs, each on its own. One that is there already is a success. */
export interface CreateAcls {
  readonly kind: 'createAcls';
  readonly acls: readonly NamedAcl[];
}

/** In the order of the command. */
export interface CreateAclsReply {
  readonly acls: readonly { readonly outcome: ProtocolOutcome }[];
}

/** Takes away all ACLs that a filter finds, for each filter. */
export interface DeleteAcls {
  readonly kind: 'deleteAcls';
  readonly filters: readonly AclFilter[];
}

/** In the order of the command. An ACL is listed under the first filter that finds it. */
export interface DeleteAclsReply {
  readonly filters: readonly { readonly outcome: ProtocolOutcome; readonly deleted: readonly Acl[] }[];
}

/** Conditions that an ACL has to fulfil, all of them; undefined fulfils itself. */
export interface AclFilter {
  readonly resourceType: number | undefined;
  readonly resourceName: string | undefined;
  /** `match`: every ACL that says something about the resource of that name, be it by its name, by `*` or by a prefix. */
  readonly pattern: number | 'match' | undefined;
  readonly principal: string | undefined;
  readonly host: string | undefined;
  readonly operation: number | undefined;
  readonly permission: number | undefined;
}
