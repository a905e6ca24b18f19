import {
  type BrokerId,
  ErrorCode,
  formatSetting,
  outcome,
  type ProtocolOutcome,
  type ResolvedSettings,
  type SettingDeclaration,
  success,
} from '@ottla/base';
import {
  allBrokers,
  brokerConfigsByName,
  type ConfigOperation,
  ConfigResourceType,
  ConfigSource,
  configOf,
  type EffectiveConfig,
  effectiveBrokerConfig,
  effectiveTopicConfig,
  type MetadataAccess,
  type NamedResource,
  type NodeDefaults,
  topicByName,
} from '@ottla/metadata-core';
import type { Admission } from '../admission/admission.ts';
import { type Caller, clusterResource, type Operation } from '../admission/principal.ts';
import { submit } from './submit.ts';

/** What the service stands on. */
export interface ConfigsSurroundings {
  readonly nodeId: BrokerId;
  readonly metadata: MetadataAccess;
  readonly admission: Admission;
  readonly defaults: NodeDefaults;
  readonly settings: ResolvedSettings;
}

/** A config in effect. */
export interface ConfigDescription {
  readonly name: string;
  /** Undefined for secrets. */
  readonly value: string | undefined;
  readonly source: ConfigSource;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
  readonly declaration: SettingDeclaration;
  readonly synonyms: readonly {
    readonly name: string;
    readonly value: string | undefined;
    readonly source: ConfigSource;
  }[];
}

/** The configs of one resource, or why not. */
export interface DescribedResource extends NamedResource {
  readonly outcome: ProtocolOutcome;
  /** Sorted by name. */
  readonly configs: readonly ConfigDescription[];
}

/** What became of changes to one resource. */
export interface AlteredResource extends NamedResource {
  readonly outcome: ProtocolOutcome;
}

/** Configs of topics and brokers: what is in effect and why, and changes. */
export class ConfigsService {
  readonly #around: ConfigsSurroundings;

  constructor(around: ConfigsSurroundings) {
    this.#around = around;
  }

  /** `names` undefined: all configs. Results stand in the order of the request. */
  describe(
    caller: Caller,
    asked: readonly (NamedResource & { readonly names: readonly string[] | undefined })[],
  ): DescribedResource[] {
    return asked.map(({ type, name, names }) => {
      const found = this.#find(caller, type, name);
      if ('code' in found) return { type, name, outcome: found, configs: [] };
      const wanted = names === undefined ? undefined : new Set(names);
      const configs = found.filter((config) => wanted?.has(config.name) ?? true);
      return { type, name, outcome: success, configs: configs.sort((a, b) => (a.name < b.name ? -1 : 1)) };
    });
  }

  /** Changes single values. */
  async alter(
    caller: Caller,
    request: {
      readonly resources: readonly (NamedResource & { readonly changes: readonly ConfigOperation[] })[];
      readonly validateOnly: boolean;
    },
  ): Promise<readonly AlteredResource[]> {
    const allowed = request.resources.filter((resource) => this.#may(caller, 'alterConfigs', resource));
    const { validateOnly } = request;
    const result = await submit(this.#around.metadata, {
      kind: 'incrementalAlterConfigs',
      resources: allowed,
      validateOnly,
    });
    return merged(request.resources, allowed, result.ok ? result.reply.resources : result.outcome);
  }

  /** Replaces everything that is set on the resources. */
  async replace(
    caller: Caller,
    request: {
      readonly resources: readonly (NamedResource & { readonly configs: ReadonlyMap<string, string | null> })[];
      readonly validateOnly: boolean;
    },
  ): Promise<readonly AlteredResource[]> {
    const allowed = request.resources.filter((resource) => this.#may(caller, 'alterConfigs', resource));
    const { validateOnly } = request;
    const result = await submit(this.#around.metadata, { kind: 'alterConfigs', resources: allowed, validateOnly });
    return merged(request.resources, allowed, result.ok ? result.reply.resources : result.outcome);
  }

  #find(caller: Caller, type: number, name: string): ConfigDescription[] | ProtocolOutcome {
    if (!this.#may(caller, 'describeConfigs', { type, name }))
      return outcome(
        type === ConfigResourceType.topic
          ? ErrorCode.TOPIC_AUTHORIZATION_FAILED
          : ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
      );
    if (type === ConfigResourceType.topic) return this.#topicConfigs(name);
    if (type === ConfigResourceType.broker) return this.#brokerConfigs(name);
    return outcome(
      ErrorCode.INVALID_REQUEST,
      `There are no configs for resources of type ${type}; ask for a topic (2) or a broker (4).`,
    );
  }

  #topicConfigs(name: string): ConfigDescription[] | ProtocolOutcome {
    const image = this.#around.metadata.image();
    if (topicByName(image, name) === undefined) return outcome(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    return [...effectiveTopicConfig(image, name, this.#around.defaults).values()].map(describeEffective);
  }

  #brokerConfigs(name: string): ConfigDescription[] | ProtocolOutcome {
    const image = this.#around.metadata.image();
    if (name === '') return this.#defaultsOfAllBrokers();
    if (name !== String(this.#around.nodeId))
      return outcome(
        ErrorCode.INVALID_REQUEST,
        `Node ${this.#around.nodeId} cannot tell the configs of broker "${name.slice(0, 20)}"; ask that broker.`,
      );
    const dynamic = [...effectiveBrokerConfig(image, this.#around.defaults).values()].map(describeEffective);
    return [...dynamic, ...this.#nodeSettings()];
  }

  /** Only what was set for all brokers, as Kafka answers it. */
  #defaultsOfAllBrokers(): ConfigDescription[] {
    const { metadata, defaults } = this.#around;
    const set = configOf(metadata.image(), allBrokers);
    return [...effectiveBrokerConfig(metadata.image(), { ...defaults, texts: new Map() }).values()]
      .filter((config) => set.has(config.declaration.name))
      .map(describeEffective);
  }

  /** What is read at start only. */
  #nodeSettings(): ConfigDescription[] {
    return [...this.#around.settings.values.values()]
      .filter(({ declaration }) => !brokerConfigsByName.has(declaration.name))
      .map(({ declaration, value, source }) => {
        const sensitive = declaration.sensitive === true;
        return {
          name: declaration.name,
          value: sensitive ? undefined : formatSetting(value),
          source: source === undefined ? ConfigSource.default : ConfigSource.staticBroker,
          readOnly: true,
          sensitive,
          declaration,
          synonyms: [],
        };
      });
  }

  #may(caller: Caller, operation: Operation, resource: NamedResource): boolean {
    const { admission } = this.#around;
    if (resource.type !== ConfigResourceType.topic) return admission.authorize(caller, operation, clusterResource);
    return admission.authorize(caller, operation, { kind: 'topic', name: resource.name });
  }
}

function describeEffective(config: EffectiveConfig): ConfigDescription {
  const { declaration, text, source, origins } = config;
  const sensitive = declaration.sensitive === true;
  const synonyms = origins.map((origin) => ({
    name: origin.name,
    value: sensitive ? undefined : origin.text,
    source: origin.source,
  }));
  return {
    name: declaration.name,
    value: sensitive ? undefined : text,
    source,
    readOnly: declaration.applies === 'restart',
    sensitive,
    declaration,
    synonyms,
  };
}

/** Puts replies back in the order of the request, with refusals where the caller may not. */
function merged(
  asked: readonly NamedResource[],
  allowed: readonly NamedResource[],
  replies: readonly AlteredResource[] | ProtocolOutcome,
): AlteredResource[] {
  const outcomes = new Map(
    allowed.map((resource, index) => [resource, 'code' in replies ? replies : (replies[index]?.outcome ?? success)]),
  );
  const denied = outcome(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  return asked.map((resource) => ({
    type: resource.type,
    name: resource.name,
    outcome: outcomes.get(resource) ?? denied,
  }));
}
