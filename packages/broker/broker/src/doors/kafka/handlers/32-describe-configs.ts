/** DescribeConfigs (32), versions 1 to 4, of topics and brokers: values in effect, where from, types, synonyms, documentation. */
import type { SettingKind } from '@ottla/base';
import {
  ApiKey,
  type DescribeConfigsRequest,
  type DescribeConfigsResponseInput,
  decodeDescribeConfigsRequest,
  encodeDescribeConfigsResponse,
} from '@ottla/kafka-protocol';
import type { ConfigDescription } from '../../../services/configs-service.ts';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, messageOrNull, sealed } from './handler.ts';

const handler: ApiHandler<DescribeConfigsRequest, DescribeConfigsResponseInput> = {
  key: ApiKey.DescribeConfigs,
  minVersion: 1,
  maxVersion: 4,
  decode: decodeDescribeConfigsRequest,
  encode: encodeDescribeConfigsResponse,
  handle(call, request, answer) {
    answer(describeConfigs(call, request));
  },
};

/** DescribeConfigs. */
export const describeConfigsHandler: AnyApiHandler = sealed(handler);

/** Kafka's numbers of value types. */
const configTypes: Readonly<Record<SettingKind, number>> = {
  boolean: 1,
  string: 2,
  enum: 2,
  int: 3,
  long: 5,
  duration: 5,
  size: 5,
  double: 6,
  list: 7,
};

function describeConfigs(call: KafkaCall, request: DescribeConfigsRequest): DescribeConfigsResponseInput {
  const asked = request.resources.map(({ resourceType, resourceName, configurationKeys }) => ({
    type: resourceType,
    name: resourceName,
    names: configurationKeys ?? undefined,
  }));
  return {
    throttleTimeMs: 0,
    results: call.door.services.configs.describe(call.caller, asked).map(({ type, name, outcome, configs }) => ({
      errorCode: outcome.code,
      errorMessage: messageOrNull(outcome),
      resourceType: type,
      resourceName: name,
      configs: configs.map((config) => resourceResult(call.version, request, config)),
    })),
  };
}

function resourceResult(
  version: number,
  request: DescribeConfigsRequest,
  config: ConfigDescription,
): DescribeConfigsResponseInput['results'][number]['configs'][number] {
  const { name, value, source, readOnly, sensitive, declaration, synonyms } = config;
  const base = {
    name,
    value: value ?? null,
    readOnly,
    configSource: source,
    isSensitive: sensitive,
    synonyms: request.includeSynonyms
      ? synonyms.map((synonym) => ({ name: synonym.name, value: synonym.value ?? null, source: synonym.source }))
      : [],
  };
  if (version < 3) return base;
  const documentation = request.includeDocumentation ? declaration.documentation : null;
  return { ...base, configType: configTypes[declaration.kind], documentation };
}
