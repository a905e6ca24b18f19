/**
 * Places replicas: round-robin over the brokers, the brokers ordered so that racks alternate, and a partition's replicas
 * on as many racks as there are. Follows from its arguments alone.
 */
import type { BrokerId } from '@ottla/base';
import type { BrokerRegistration } from '../brokers/broker.ts';

export interface PlacementOptions {
  /** Brokers that may take replicas, at least `replicationFactor` of them. */
  readonly brokers: readonly BrokerRegistration[];
  readonly replicationFactor: number;
  readonly count: number;
  /** The number of the first partition to place. */
  readonly firstPartition: number;
  /** An integer of 0 or more. */
  readonly start: number;
}

/** The replicas of each partition, the preferred leader first. */
export function placeReplicas(options: PlacementOptions): BrokerId[][] {
  const ordered = alternatingRacks(options.brokers);
  const placed: BrokerId[][] = [];
  for (let index = 0; index < options.count; index += 1) {
    const partition = options.firstPartition + index;
    const first = (options.start + partition) % ordered.length;
    const shift = Math.floor(partition / ordered.length);
    placed.push(pick(rotated(ordered, first, shift), options.replicationFactor));
  }
  return placed;
}

/** The brokers from `first` on; the rest behind it turned by `shift`, so that followers spread as well. */
function rotated(ordered: readonly BrokerRegistration[], first: number, shift: number): BrokerRegistration[] {
  const turned = [...ordered.slice(first), ...ordered.slice(0, first)];
  const [leader, ...rest] = turned;
  if (leader === undefined || rest.length === 0) return turned;
  const by = shift % rest.length;
  return [leader, ...rest.slice(by), ...rest.slice(0, by)];
}

/** Takes brokers in order, of racks not used yet as long as there are any. */
function pick(candidates: readonly BrokerRegistration[], count: number): BrokerId[] {
  const chosen: BrokerRegistration[] = [];
  let waiting = candidates;
  while (chosen.length < count && waiting.length > 0) {
    const racks = new Set<string | undefined>();
    const passed: BrokerRegistration[] = [];
    for (const broker of waiting) {
      if (chosen.length < count && (broker.rack === undefined || !racks.has(broker.rack))) {
        chosen.push(broker);
        racks.add(broker.rack);
      } else passed.push(broker);
    }
    waiting = passed;
  }
  return chosen.map((broker) => broker.id);
}

function alternatingRacks(brokers: readonly BrokerRegistration[]): BrokerRegistration[] {
  const racks = new Map<string, BrokerRegistration[]>();
  for (const broker of [...brokers].sort((a, b) => a.id - b.id)) {
    const rack = broker.rack ?? '';
    racks.set(rack, [...(racks.get(rack) ?? []), broker]);
  }
  const rows = [...racks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members);
  const ordered: BrokerRegistration[] = [];
  for (let round = 0; ordered.length < brokers.length; round += 1)
    for (const row of rows) {
      const broker = row[round];
      if (broker !== undefined) ordered.push(broker);
    }
  return ordered;
}
