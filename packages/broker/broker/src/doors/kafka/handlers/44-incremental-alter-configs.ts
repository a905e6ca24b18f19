/** IncrementalAlterConfigs (44), versions 0 to 1: changes single values and leaves the others (KIP-339). */
import { ErrorCode, outcome } from '@ottla/base';
import {
  ApiKey,
  decodeIncrementalAlterConfigsRequest,
  encodeIncrementalAlterConfigsResponse,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsResponse,
} from '@ottla/kafka-protocol';
import type { ConfigOperation } from '@ottla/metadata-core';
import { alteredResponse } from './33-alter-configs.ts';
import { type AnyApiHandler, type ApiHandler, answerLater, type KafkaCall, sealed } from './handler.ts';

const handler: ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> = {
  key: ApiKey.IncrementalAlterConfigs,
  minVersion: 0,
  maxVersion: 1,
  alone: true,
  decode: decodeIncrementalAlterConfigsRequest,
  encode: encodeIncrementalAlterConfigsResponse,
  handle(call, request, answer) {
    answerLater(call, alter(call, request), answer);
  },
};

/** IncrementalAlterConfigs. */
export const incrementalAlterConfigsHandler: AnyApiHandler = sealed(handler);

const operations: ReadonlyMap<number, ConfigOperation['operation']> = new Map([
  [0, 'set'],
  [1, 'delete'],
  [2, 'append'],
  [3, 'subtract'],
]);

async function alter(
  call: KafkaCall,
  request: IncrementalAlterConfigsRequest,
): Promise<IncrementalAlterConfigsResponse> {
  const resources = request.resources.map(({ resourceType: type, resourceName: name, configs }) => ({
    type,
    name,
    changes: configs.map(changeOf),
  }));
  const known = resources.flatMap(({ changes, ...resource }) => {
    const all = changes.filter((change) => change !== undefined);
    return all.length === changes.length ? [{ ...resource, changes: all }] : [];
  });
  const { validateOnly } = request;
  const altered = (await call.door.services.configs.alter(call.caller, { resources: known, validateOnly })).values();
  const unknown = outcome(ErrorCode.INVALID_REQUEST, 'The operation must be 0 set, 1 delete, 2 append or 3 subtract.');
  return alteredResponse(
    resources.map(({ type, name, changes }) => {
      const done = changes.includes(undefined) ? undefined : altered.next().value;
      return done ?? { type, name, outcome: unknown };
    }),
  );
}

function changeOf(
  config: IncrementalAlterConfigsRequest['resources'][number]['configs'][number],
): ConfigOperation | undefined {
  const operation = operations.get(config.configOperation);
  return operation === undefined ? undefined : { name: config.name, operation, value: config.value ?? undefined };
}
