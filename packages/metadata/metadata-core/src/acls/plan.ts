/** Plans the making and the taking away of ACLs. */
import { ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import { aclFiltersPerCommandMax, aclsMax, aclTextCharsMax, itemsPerCommandMax } from '../limits.ts';
import type { Plan } from '../plan-context.ts';
import { type Acl, AclOperation, AclPattern, AclPermission, AclResourceType, aclKey } from './acl.ts';
import type { CreateAcls, CreateAclsReply, DeleteAcls, DeleteAclsReply, NamedAcl } from './commands.ts';
import { findAcls } from './filter.ts';
import type { AclSet } from './records.ts';

export function planCreateAcls(image: MetadataImage, command: CreateAcls): Plan<CreateAclsReply> {
  const records = new Map<string, AclSet>();
  const level = levelProblem(image, coordinationLevel, 'ACLs');
  const acls = command.acls.map((named, index) => {
    const problem = level ?? aclProblem(named) ?? crowdProblem(image, records.size, index);
    if (problem !== undefined) return { outcome: problem };
    const acl = named as Acl;
    const key = aclKey(acl);
    if (!image.acls.has(key)) records.set(key, { kind: 'aclSet', acl: copyOf(acl), present: true });
    return { outcome: success };
  });
  return { records: [...records.values()], reply: { acls } };
}

export function planDeleteAcls(image: MetadataImage, command: DeleteAcls): Plan<DeleteAclsReply> {
  const records = new Map<string, AclSet>();
  const filters = command.filters.map((filter, index) => {
    if (index >= aclFiltersPerCommandMax) return { outcome: tooManyFilters, deleted: [] };
    const deleted = findAcls(image, filter).filter((acl) => !records.has(aclKey(acl)));
    for (const acl of deleted) records.set(aclKey(acl), { kind: 'aclSet', acl, present: false });
    return { outcome: success, deleted };
  });
  return { records: [...records.values()], reply: { filters } };
}

const tooMany: ProtocolOutcome = outcome(
  ErrorCode.POLICY_VIOLATION,
  `One request makes at most ${itemsPerCommandMax} ACLs; send the rest in another one.`,
);

const tooManyFilters: ProtocolOutcome = outcome(
  ErrorCode.POLICY_VIOLATION,
  `One request has at most ${aclFiltersPerCommandMax} filters; send the rest in another one.`,
);

function crowdProblem(image: MetadataImage, added: number, index: number): ProtocolOutcome | undefined {
  if (index >= itemsPerCommandMax) return tooMany;
  if (image.acls.size + added < aclsMax) return undefined;
  return outcome(
    ErrorCode.POLICY_VIOLATION,
    `The cluster has ${image.acls.size + added} ACLs and may have no more; take some away, or put several into one with a prefix.`,
  );
}

function aclProblem(acl: NamedAcl): ProtocolOutcome | undefined {
  const sentence = numberProblem(acl) ?? textProblem(acl);
  return sentence === undefined ? undefined : outcome(ErrorCode.INVALID_REQUEST, sentence);
}

function numberProblem({ resourceType, pattern, operation, permission }: NamedAcl): string | undefined {
  const known = (table: Readonly<Record<string, number>>, value: number): boolean =>
    Object.values(table).includes(value);
  if (!known(AclResourceType, resourceType)) return `There are no ACLs for resources of type ${resourceType}.`;
  if (!known(AclPattern, pattern)) return `An ACL is literal (3) or prefixed (4); ${pattern} is neither.`;
  if (!known(AclOperation, operation)) return `An ACL cannot be about operation ${operation}.`;
  if (!known(AclPermission, permission)) return `An ACL denies (2) or allows (3); ${permission} is neither.`;
  return undefined;
}

function textProblem({ resourceName, principal, host, resourceType }: NamedAcl): string | undefined {
  const texts = { 'resource name': resourceName, principal, host };
  for (const [what, text] of Object.entries(texts)) {
    if (text === '') return `The ${what} of an ACL is empty; give * to mean all.`;
    if (text.length > aclTextCharsMax) return `The ${what} of an ACL has at most ${aclTextCharsMax} characters.`;
  }
  if (!principal.startsWith('User:') || principal === 'User:')
    return `"${principal.slice(0, 100)}" is no principal; write User:name, or User:* for everybody.`;
  if (resourceType === AclResourceType.cluster && resourceName !== clusterName)
    return `The cluster is named ${clusterName}, not "${resourceName.slice(0, 100)}".`;
  return undefined;
}

/** Kafka's name of the one resource of type cluster. */
const clusterName = 'kafka-cluster';

function copyOf({ resourceType, resourceName, pattern, principal, host, operation, permission }: Acl): Acl {
  return { resourceType, resourceName, pattern, principal, host, operation, permission };
}
