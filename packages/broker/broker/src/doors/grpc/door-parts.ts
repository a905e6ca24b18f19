/** What the calls of this door stand on, and how a caller is known. */
import type { Platform, ProtocolOutcome, RpcCallInfo } from '@ottla/base';
import type { MetadataAccess } from '@ottla/metadata-core';
import type { Admission } from '../../admission/admission.ts';
import { anonymous, type Caller } from '../../admission/principal.ts';
import type { BrokerServices } from '../../services/broker-services.ts';
import type { CallMetrics } from './call-metrics.ts';

/** What came of topics that were to be made, by name. */
export type MadeTopics = ReadonlyMap<string, ProtocolOutcome>;

/** Given to every call when the door is made. */
export interface GrpcDoorParts {
  readonly services: BrokerServices;
  readonly metadata: MetadataAccess;
  readonly admission: Admission;
  readonly metrics: CallMetrics;
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'compression' | 'crc32c' | 'logger' | 'buffers'>;
  /** How many partitions a topic has; undefined when there is no such topic. */
  partitionCount(topic: string): number | undefined;
  /** Makes topics that clients named and that do not exist, where that is allowed; tells for each what came of it. */
  makeTopics(caller: Caller, names: readonly string[]): Promise<MadeTopics>;
  /** The version of the program, for descriptions. */
  readonly version: string;
}

/** Who calls. The name comes from the metadata `ottla-client-id` and is never trusted. */
export function callerOf(parts: GrpcDoorParts, call: RpcCallInfo): Caller {
  return {
    principal: parts.admission.identify() ?? anonymous,
    clientId: call.metadata.get('ottla-client-id'),
    host: call.peer,
    door: 'grpc',
  };
}
