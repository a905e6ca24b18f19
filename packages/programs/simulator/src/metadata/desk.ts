/** What clients share: the nodes that they can ask, what is noted of what they are told, and chance. */
import type { MetadataCommand, ReplyTo, SubmitResult } from '@ottla/metadata-core';
import type { SeededRandomness, VirtualTime } from '@ottla/testing';
import type { Recorder } from '../checkers/linearizability/recorder.ts';
import type { MetadataCluster } from './cluster.ts';
import type { Acknowledged } from './invariants/acknowledged.ts';
import type { FencingTokens } from './invariants/fencing-tokens.ts';
import type { Report } from './invariants/invariant.ts';
import type { SessionsKept } from './invariants/sessions.ts';
import type { RevisionsKnown } from './invariants/watches.ts';
import type { MetadataMachine } from './machine.ts';
import type { ClientAccess, MetadataPlant } from './plants.ts';
import type { MetadataSwarm } from './swarm.ts';

export interface Desk {
  readonly cluster: MetadataCluster;
  readonly time: VirtualTime;
  readonly swarm: MetadataSwarm;
  readonly plant: MetadataPlant | undefined;
  readonly recorder: Recorder;
  readonly acknowledged: Acknowledged;
  readonly tokens: FencingTokens;
  readonly sessions: SessionsKept;
  readonly revisions: RevisionsKnown;
  readonly report: Report;
  readonly note: (what: string) => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly isOver: () => boolean;
  /** This client was served. */
  readonly served: (client: string) => void;
}

/** A node that is there, as its clients see it; undefined when none is. */
export function anyNode(
  desk: Desk,
  chance: SeededRandomness,
): { machine: MetadataMachine; access: ClientAccess } | undefined {
  const { up } = desk.cluster;
  if (up.length === 0) return undefined;
  const machine = chance.pick(up);
  const { service, log } = machine;
  if (service === undefined || log === undefined) return undefined;
  return { machine, access: desk.plant?.access?.(service, log) ?? service };
}

/** Submits through a node. When that dies first, nobody knows what came of it. */
export async function submitted<Command extends MetadataCommand>(
  { machine, access }: { machine: MetadataMachine; access: ClientAccess },
  command: Command,
): Promise<SubmitResult<ReplyTo<Command>> | undefined> {
  return Promise.race([access.submit(command), machine.ended.then(() => undefined)]);
}
