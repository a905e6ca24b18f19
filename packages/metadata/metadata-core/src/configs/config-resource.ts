/** What a configuration belongs to, with Kafka's numbers of resource types. */
export const ConfigResourceType = { topic: 2, broker: 4 } as const;
export type ConfigResourceType = (typeof ConfigResourceType)[keyof typeof ConfigResourceType];

/** A topic by its name, a broker by its id as text, or all brokers (type broker with an empty name). */
export interface ConfigResource {
  readonly type: ConfigResourceType;
  readonly name: string;
}

/** The values set on a resource, by config name, in order of the names. Never empty in an image. */
export type ResourceConfig = ReadonlyMap<string, string>;

/** The resource that stands for every broker. */
export const allBrokers: ConfigResource = Object.freeze({ type: ConfigResourceType.broker, name: '' });

/** The key of a resource in the image. */
export function configKey(resource: ConfigResource): string {
  return `${resource.type}:${resource.name}`;
}

/** The resource of a key that `configKey` made. */
export function resourceOfKey(key: string): ConfigResource {
  const colon = key.indexOf(':');
  const type =
    Number(key.slice(0, colon)) === ConfigResourceType.topic ? ConfigResourceType.topic : ConfigResourceType.broker;
  return { type, name: key.slice(colon + 1) };
}
