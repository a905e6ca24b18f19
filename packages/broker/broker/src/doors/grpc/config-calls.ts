/** The calls of the `Admin` service about configs. */
import { ErrorCode, type SettingKind } from '@ottla/base';
import { type ConfigOperation, ConfigResourceType, type NamedResource } from '@ottla/metadata-core';
import {
  type AlterConfigsRequest,
  type AlterConfigsResponse,
  type ConfigChange,
  ConfigType,
  type DescribeConfigsRequest,
  type DescribeConfigsResponse,
  type ConfigDescription as WireConfig,
  ConfigOperation as WireOperation,
  type ConfigResource as WireResource,
  ConfigResourceType as WireResourceType,
} from '@ottla/rpc';
import type { Caller } from '../../admission/principal.ts';
import type { ConfigDescription } from '../../services/configs-service.ts';
import type { GrpcDoorParts } from './door-parts.ts';
import { failureOf, itemError } from './words.ts';

export async function describeConfigs(
  parts: GrpcDoorParts,
  caller: Caller,
  request: DescribeConfigsRequest,
): Promise<DescribeConfigsResponse> {
  const asked = request.resources.map(({ resource, names }) => ({
    ...resourceOf(resource),
    names: names.length === 0 ? undefined : names,
  }));
  const found = parts.services.configs.describe(caller, asked);
  return {
    results: found.map(({ outcome, configs }, slot) => ({
      resource: request.resources[slot]?.resource,
      error: itemError(outcome.code, outcome.message),
      configs: configs.map(wireConfig),
    })),
  };
}

export async function alterConfigs(
  parts: GrpcDoorParts,
  caller: Caller,
  request: AlterConfigsRequest,
): Promise<AlterConfigsResponse> {
  const altered = await parts.services.configs.alter(caller, {
    resources: request.resources.map(({ resource, changes }) => ({
      ...resourceOf(resource),
      changes: changes.map(operationOf),
    })),
    validateOnly: request.validateOnly,
  });
  return {
    results: altered.map(({ outcome }, slot) => ({
      resource: request.resources[slot]?.resource,
      error: itemError(outcome.code, outcome.message),
    })),
  };
}

function resourceOf(resource: WireResource | undefined): NamedResource {
  switch (resource?.type) {
    case WireResourceType.topic:
      return { type: ConfigResourceType.topic, name: resource.name };
    case WireResourceType.broker:
      return { type: ConfigResourceType.broker, name: resource.name };
    default:
      throw failureOf(
        ErrorCode.INVALID_REQUEST,
        'a resource of the request has no type; set CONFIG_RESOURCE_TYPE_TOPIC or CONFIG_RESOURCE_TYPE_BROKER',
      );
  }
}

function operationOf(change: ConfigChange): ConfigOperation {
  const { name, value } = change;
  switch (change.operation) {
    case WireOperation.set:
      return { name, operation: 'set', value };
    case WireOperation.delete:
      return { name, operation: 'delete', value: undefined };
    case WireOperation.append:
      return { name, operation: 'append', value };
    case WireOperation.subtract:
      return { name, operation: 'subtract', value };
    default:
      throw failureOf(
        ErrorCode.INVALID_REQUEST,
        `the change of ${name} has no operation; set CONFIG_OPERATION_SET or another`,
      );
  }
}

const types: Readonly<Record<SettingKind, ConfigType>> = {
  boolean: ConfigType.boolean,
  string: ConfigType.string,
  enum: ConfigType.string,
  int: ConfigType.int,
  long: ConfigType.long,
  duration: ConfigType.long,
  size: ConfigType.long,
  double: ConfigType.double,
  list: ConfigType.list,
};

/** Kafka's numbers of sources and those of /proto are the same. */
function wireConfig(config: ConfigDescription): WireConfig {
  return {
    name: config.name,
    value: config.value,
    source: config.source,
    readOnly: config.readOnly,
    sensitive: config.sensitive,
    type: types[config.declaration.kind],
    documentation: config.declaration.documentation,
  };
}
