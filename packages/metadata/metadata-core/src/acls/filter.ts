/** Finds ACLs, as requests to describe and to delete them ask. */
import type { MetadataImage } from '../image.ts';
import { type Acl, AclPattern, wildcard } from './acl.ts';
import type { AclFilter } from './commands.ts';

/** All that fulfil the filter, in a fixed order. Reads every ACL. */
export function findAcls(image: MetadataImage, filter: AclFilter): Acl[] {
  return [...image.acls.values()].filter((acl) => fulfils(acl, filter));
}

function fulfils(acl: Acl, filter: AclFilter): boolean {
  const { resourceType, principal, host, operation, permission } = filter;
  if (resourceType !== undefined && acl.resourceType !== resourceType) return false;
  if (principal !== undefined && acl.principal !== principal) return false;
  if (host !== undefined && acl.host !== host) return false;
  if (operation !== undefined && acl.operation !== operation) return false;
  if (permission !== undefined && acl.permission !== permission) return false;
  return nameFulfils(acl, filter);
}

function nameFulfils(acl: Acl, { pattern, resourceName: name }: AclFilter): boolean {
  if (pattern !== 'match') {
    if (pattern !== undefined && acl.pattern !== pattern) return false;
    return name === undefined || acl.resourceName === name;
  }
  if (name === undefined) return true;
  if (acl.pattern === AclPattern.prefixed) return name.startsWith(acl.resourceName);
  return acl.resourceName === name || acl.resourceName === wildcard;
}
