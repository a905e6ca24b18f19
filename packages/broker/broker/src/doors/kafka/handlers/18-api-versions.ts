/**
 * ApiVersions (18), versions 0 to 4. The list is made from the handler table, so nothing is advertised that is not
 * served. Asked in a version that we do not know, it is answered in version 0 with UNSUPPORTED_VERSION and the list,
 * so that the client can choose another one.
 */
import { ErrorCode } from '@ottla/base';
import {
  ApiKey,
  type ApiVersionsRequest,
  type ApiVersionsResponseInput,
  decodeApiVersionsRequest,
  encodeApiVersionsResponse,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, type ServedApi, sealed } from './handler.ts';

const handler: ApiHandler<ApiVersionsRequest, ApiVersionsResponseInput> = {
  key: ApiKey.ApiVersions,
  minVersion: 0,
  maxVersion: 4,
  decode: decodeApiVersionsRequest,
  encode: encodeApiVersionsResponse,
  handle(call, _request, answer) {
    answer({ errorCode: ErrorCode.NONE, apiKeys: call.door.served() });
  },
};

/** ApiVersions. */
export const apiVersionsHandler: AnyApiHandler = sealed(handler);

/** The answer to a version that is not known: to be written in version 0. */
export function unsupportedApiVersions(served: readonly ServedApi[]): ApiVersionsResponseInput {
  return { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys: served };
}
