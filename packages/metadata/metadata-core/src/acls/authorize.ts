/**
 * Whether the ACLs let somebody do something. Rules of Kafka: what denies wins over what allows; what nothing allows is
 * not allowed; to be allowed to read, write, delete or alter is to be allowed to describe. Super users are not here.
 */
import { valuesWithPrefix } from '../coordination/coordination-state.ts';
import type { MetadataImage } from '../image.ts';
import {
  type Acl,
  AclOperation,
  AclPattern,
  AclPermission,
  type AclResourceType,
  everybody,
  patternPrefix,
  wildcard,
} from './acl.ts';

/** Who wants to do what. */
export interface AclQuestion {
  /** `User:name`. */
  readonly principal: string;
  /** The address that the client comes from. */
  readonly host: string;
  readonly operation: AclOperation;
  readonly resourceType: AclResourceType;
  readonly resourceName: string;
}

/** See the head of this file. Reads only the ACLs about this resource; costs one look per character of its name. */
export function isAllowed(acls: MetadataImage['acls'], question: AclQuestion): boolean {
  let allowed = false;
  for (const acl of aclsAbout(acls, question)) {
    if (!isAboutThem(acl, question)) continue;
    if (acl.permission === AclPermission.deny) {
      if (acl.operation === question.operation || acl.operation === AclOperation.all) return false;
    } else allowed ||= allows(acl.operation, question.operation);
  }
  return allowed;
}

/** ACLs of the name, of `*`, and of everything that the name begins with. */
function* aclsAbout(acls: MetadataImage['acls'], question: AclQuestion): IterableIterator<Acl> {
  const { resourceType, resourceName } = question;
  const literal = { resourceType, pattern: AclPattern.literal };
  yield* valuesWithPrefix(acls, patternPrefix({ ...literal, resourceName }));
  if (resourceName !== wildcard) yield* valuesWithPrefix(acls, patternPrefix({ ...literal, resourceName: wildcard }));
  const pattern = AclPattern.prefixed;
  for (let length = 1; length <= resourceName.length; length += 1)
    yield* valuesWithPrefix(
      acls,
      patternPrefix({ resourceType, pattern, resourceName: resourceName.slice(0, length) }),
    );
}

function isAboutThem(acl: Acl, { principal, host }: AclQuestion): boolean {
  const isTheirs = acl.principal === principal || acl.principal === everybody;
  return isTheirs && (acl.host === host || acl.host === wildcard);
}

/** Operations that carry the right to describe. */
const describes: readonly AclOperation[] = [
  AclOperation.read,
  AclOperation.write,
  AclOperation.delete,
  AclOperation.alter,
];

function allows(granted: AclOperation, wanted: AclOperation): boolean {
  if (granted === wanted || granted === AclOperation.all) return true;
  if (wanted === AclOperation.describe) return describes.includes(granted);
  return wanted === AclOperation.describeConfigs && granted === AclOperation.alterConfigs;
}
