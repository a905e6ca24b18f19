/** Which API a key means, and which version of the header stands before its messages. */
import { ProtocolError } from '../errors.ts';
import { type Api, ApiKey, apis } from '../generated/apis.ts';

const byKey: ReadonlyMap<number, Api> = new Map(apis.map((api) => [api.key, api]));

/** The versions of both headers of one API version. */
export interface HeaderVersions {
  readonly request: 1 | 2;
  readonly response: 0 | 1;
}

/** What the schema knows of this key. */
export function findApi(key: number): Api | undefined {
  return byKey.get(key);
}

/** Whether the schema has this version of this API. */
export function isKnown(key: number, version: number): boolean {
  const api = byKey.get(key);
  return api !== undefined && version >= api.minVersion && version <= api.maxVersion;
}

/**
 * The header versions of an API version, also of one newer than the schema. The response to ApiVersions never has the
 * flexible header: its reader does not know yet what the other side speaks. Throws `unknownApi`.
 */
export function headerVersions(key: number, version: number): HeaderVersions {
  const api = byKey.get(key);
  if (api === undefined) throw new ProtocolError('unknownApi', `no API has the key ${key}`);
  const isFlexible = version >= api.flexibleFrom;
  return { request: isFlexible ? 2 : 1, response: isFlexible && key !== ApiKey.ApiVersions ? 1 : 0 };
}
