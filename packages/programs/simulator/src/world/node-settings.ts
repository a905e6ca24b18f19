/** The settings of the simulated node, as an operator would write them. */
import { grpcPort, kafkaPort } from './machine.ts';
import type { Swarm } from './swarm.ts';

/** Texts by the names of settings. */
export function nodeSettingsOf(swarm: Swarm): ReadonlyMap<string, string> {
  return new Map([
    ['kafka.port', String(kafkaPort)],
    ['grpc.port', String(grpcPort)],
    ['peer.port', '9094'],
    ['http.port', '9095'],
    ['log.segment.bytes', String(swarm.segmentBytes)],
    ['log.retention.bytes', String(swarm.retentionBytes)],
    ['log.index.interval.bytes', '512'],
    ['log.flush.policy', swarm.flushPolicy],
    ['num.partitions', String(swarm.partitions)],
  ]);
}
