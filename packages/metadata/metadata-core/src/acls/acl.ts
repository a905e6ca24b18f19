/** What an ACL is about, with Kafka's numbers of resource types; those from 100 on are ours. */
export const AclResourceType = {
  topic: 2,
  group: 3,
  cluster: 4,
  transactionalId: 5,
  user: 7,
  /** Keys of the coordination tree. */
  key: 100,
  /** Elections and locks. */
  election: 101,
} as const;
export type AclResourceType = (typeof AclResourceType)[keyof typeof AclResourceType];

/** What is done, with Kafka's numbers. `all` stands for all of them. */
export const AclOperation = {
  all: 2,
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
} as const;
export type AclOperation = (typeof AclOperation)[keyof typeof AclOperation];

/** Whether a name is that of the resource (`*`: of every resource), or what its name begins with. Kafka's numbers. */
export const AclPattern = { literal: 3, prefixed: 4 } as const;
export type AclPattern = (typeof AclPattern)[keyof typeof AclPattern];

/** Kafka's numbers. */
export const AclPermission = { deny: 2, allow: 3 } as const;
export type AclPermission = (typeof AclPermission)[keyof typeof AclPermission];

/** One rule: who may, or may not, do what with what, from where. */
export interface Acl {
  readonly resourceType: AclResourceType;
  readonly resourceName: string;
  readonly pattern: AclPattern;
  /** `User:name`, or `User:*` for everybody. */
  readonly principal: string;
  /** An address, or `*` for any. */
  readonly host: string;
  readonly operation: AclOperation;
  readonly permission: AclPermission;
}

/** The name and the host that stand for all. */
export const wildcard = '*';
/** The principal that stands for everybody. */
export const everybody = 'User:*';

/** What the keys of all ACLs of one pattern begin with. */
export function patternPrefix({ resourceType, pattern, resourceName }: AclTarget): string {
  return `${JSON.stringify([resourceType, pattern, resourceName]).slice(0, -1)},`;
}

/** The part of an ACL that says which resources it is about. */
export type AclTarget = Pick<Acl, 'resourceType' | 'pattern' | 'resourceName'>;

/** The key of an ACL in the image: equal for equal ACLs and for no others; those of one pattern stand together. */
export function aclKey(acl: Acl): string {
  const rest = JSON.stringify([acl.principal, acl.host, acl.operation, acl.permission]);
  return patternPrefix(acl) + rest.slice(1);
}
