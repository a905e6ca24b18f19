/** AlterConfigs (33), versions 0 to 2: replaces everything that is set on a resource. */
import {
  type AlterConfigsRequest,
  type AlterConfigsResponse,
  ApiKey,
  decodeAlterConfigsRequest,
  encodeAlterConfigsResponse,
} from '@ottla/kafka-protocol';
import type { AlteredResource } from '../../../services/configs-service.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<AlterConfigsRequest, AlterConfigsResponse> = {
  key: ApiKey.AlterConfigs,
  minVersion: 0,
  maxVersion: 2,
  alone: true,
  decode: decodeAlterConfigsRequest,
  encode: encodeAlterConfigsResponse,
  handle(call, request, answer) {
    const { validateOnly } = request;
    const resources = request.resources.map(({ resourceType, resourceName, configs }) => ({
      type: resourceType,
      name: resourceName,
      configs: new Map(configs.map(({ name, value }) => [name, value])),
    }));
    const altered = call.door.services.configs.replace(call.caller, { resources, validateOnly });
    answerLater(call, altered.then(alteredResponse), answer);
  },
};

/** AlterConfigs. */
export const alterConfigsHandler: AnyApiHandler = sealed(handler);

/** The answer to both ways of altering configs. */
export function alteredResponse(altered: readonly AlteredResource[]): AlterConfigsResponse {
  return {
    throttleTimeMs: 0,
    responses: altered.map(({ type, name, outcome }) => ({
      errorCode: outcome.code,
      errorMessage: messageOrNull(outcome),
      resourceType: type,
      resourceName: name,
    })),
  };
}
