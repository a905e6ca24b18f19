/** The configs part of the admin client. */
import { errorOfItem } from '@ottla/client-core';
import {
  type adminService as AdminService,
  ConfigOperation,
  ConfigResourceType,
  type ConfigChange as WireChange,
  type ConfigResource as WireResource,
  ConfigSource as WireSource,
} from '@ottla/rpc';
import type { Call } from './call.ts';
import { isNotHere } from './not-here.ts';
import type { ConfigChange, ConfigDescription, ConfigResource, ConfigSource } from './types.ts';

type Methods = Pick<typeof AdminService, 'describeConfigs' | 'alterConfigs'>;

export class ConfigAdmin {
  readonly #call: Call;
  readonly #methods: Methods;

  constructor(call: Call, methods: Methods) {
    this.#call = call;
    this.#methods = methods;
  }

  async describe(resource: ConfigResource, names: readonly string[]): Promise<readonly ConfigDescription[]> {
    const about = `describe the configs of ${nameOf(resource)}`;
    const request = { resources: [{ resource: wireResource(resource), names }] };
    const { results } = await this.#call(this.#methods.describeConfigs, request, about);
    const [result] = results;
    if (result?.error !== undefined) throw errorOfItem(result.error, about);
    return (result?.configs ?? []).map((config) => ({
      name: config.name,
      value: config.value,
      source: sources.get(config.source) ?? 'unknown',
      readOnly: config.readOnly,
      sensitive: config.sensitive,
      documentation: config.documentation,
    }));
  }

  async alter(resource: ConfigResource, changes: readonly ConfigChange[]): Promise<void> {
    const about = `alter the configs of ${nameOf(resource)}`;
    const request = {
      resources: [{ resource: wireResource(resource), changes: changes.map(wireChange) }],
      validateOnly: false,
    };
    const { results } = await this.#call(this.#methods.alterConfigs, request, about, (answer) =>
      isNotHere(answer.results),
    );
    for (const { error } of results) if (error !== undefined) throw errorOfItem(error, about);
  }
}

const sources: ReadonlyMap<WireSource, ConfigSource> = new Map<WireSource, ConfigSource>([
  [WireSource.topic, 'topic'],
  [WireSource.broker, 'broker'],
  [WireSource.cluster, 'cluster'],
  [WireSource.static, 'static'],
  [WireSource.default, 'default'],
]);

function wireResource(resource: ConfigResource): WireResource {
  const type = resource.type === 'topic' ? ConfigResourceType.topic : ConfigResourceType.broker;
  return { type, name: resource.name };
}

function wireChange(change: ConfigChange): WireChange {
  const value = change.operation === 'delete' ? '' : change.value;
  return { name: change.name, operation: ConfigOperation[change.operation], value };
}

function nameOf(resource: ConfigResource): string {
  return resource.name === '' ? `all ${resource.type}s` : `${resource.type} ${resource.name}`;
}
