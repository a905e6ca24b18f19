/**
 * What is measured of the quorum from this node. Everything but the time of syncs is read when somebody scrapes; nothing is counted
 * entry by entry.
 */
import type { Counter, Histogram, Metrics } from '@ottla/base';
import type { QuorumNode } from '@ottla/raft-node';

/** Upper bounds for a sync of the log, seconds: from a disk with a cache of its own to one that is in trouble. */
const syncBucketsSeconds: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];

/** A member, as long as there is one. */
type Member = () => QuorumNode | undefined;

export class QuorumMetrics {
  readonly syncSeconds: Histogram;
  readonly #metrics: Metrics;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.syncSeconds = metrics.histogram({
      name: 'ottla_raft_sync_seconds',
      help: 'Time of a synced batch of the metadata log, by which every change of the metadata waits.',
      buckets: syncBucketsSeconds,
    });
  }

  /** Declares what is read of the member; nothing is told as long as it has not started. */
  watch(member: Member): void {
    declarePosition(this.#metrics, member);
    declareMembers(this.#metrics, member);
    declareCounts(this.#metrics, member);
  }
}

function declarePosition(metrics: Metrics, member: Member): void {
  const single = (name: string, help: string, read: (node: QuorumNode) => number): void => {
    metrics.reading({ name: `ottla_raft_${name}`, help }, (report) => {
      const node = member();
      if (node !== undefined) report(read(node));
    });
  };
  single('term', 'The term of the metadata quorum that this node knows.', (node) => node.status().term);
  single('is_leader', 'Whether this node leads the metadata: 1 or 0.', (node) =>
    node.status().role === 'leader' ? 1 : 0,
  );
  single('leader_id', 'The node that leads the metadata, as far as this one knows; -1: none.', (node) => {
    return node.status().leader ?? -1;
  });
  single('commit_index', 'The last entry of the metadata log that is known to be committed.', (node) => {
    return node.status().commit;
  });
  single('applied_index', "The last entry that is in this node's view of the metadata.", (node) => node.applied);
  single('apply_lag_entries', 'Entries that are committed and not in this view yet.', (node) =>
    Math.max(0, node.status().commit - node.applied),
  );
  single('last_index', 'The last entry of the metadata log on this node.', (node) => node.status().lastIndex);
  single('log_entries', 'Entries since the newest snapshot on this node.', (node) => {
    const { lastIndex, snapshotIndex } = node.status();
    return lastIndex - snapshotIndex;
  });
  single('log_bytes', 'Bytes of the entries that this node keeps, some of them behind the snapshot.', (node) => {
    return node.status().logBytes;
  });
  single('proposals_in_flight', 'Changes that this node proposed as leader and whose end is not known yet.', (node) => {
    return node.openProposals;
  });
}

/** What the leader alone knows: on other nodes there are no such series. */
function declareMembers(metrics: Metrics, member: Member): void {
  metrics.reading({ name: 'ottla_raft_voters', help: 'Nodes that vote on the metadata.' }, (report) => {
    const node = member();
    if (node !== undefined) report(node.status().membership.voters.length);
  });
  metrics.reading(
    {
      name: 'ottla_raft_follower_lag_entries',
      help: 'On the leader: committed entries that are not known to be on the disk of another member, by node.',
      labels: ['node'],
    },
    (report) => {
      const status = member()?.status();
      for (const { id, match } of status?.followers ?? [])
        report(Math.max(0, (status?.commit ?? 0) - match), String(id));
    },
  );
  metrics.reading(
    {
      name: 'ottla_raft_follower_silence_seconds',
      help: 'On the leader: time since another member was heard, by node.',
      labels: ['node'],
    },
    (report) => {
      const node = member();
      for (const { id, silentTicks } of node?.status().followers ?? [])
        report((silentTicks * (node?.tickMs ?? 0)) / 1000, String(id));
    },
  );
}

/** Numbers that the member keeps itself are handed over as what came to them since the last scrape. */
function declareCounts(metrics: Metrics, member: Member): void {
  const elections = metrics.counter({
    name: 'ottla_raft_elections_total',
    help: 'Elections that this node began.',
  });
  const leaders = metrics.counter({
    name: 'ottla_raft_leader_changes_total',
    help: 'Leaders of the metadata that this node saw come.',
  });
  const snapshots = metrics.counter({
    name: 'ottla_raft_snapshots_total',
    help: 'Snapshots of the metadata, by what was done: written here, sent to another node, installed from another node.',
    labels: ['kind'],
  });
  const drops = metrics.counter({
    name: 'ottla_raft_peer_drops_total',
    help: 'Times that messages to another node were dropped, since too many waited or the stream broke, by node.',
    labels: ['node'],
  });
  const grow = [growth(elections), growth(leaders)] as const;
  const kinds = ['written', 'sent', 'installed'].map((kind) => growth(snapshots, { kind }));
  const peers = new Map<number, (value: number) => void>();
  metrics.beforeScrape(() => {
    const counts = member()?.counts;
    if (counts === undefined) return;
    grow[0](counts.electionsBegun);
    grow[1](counts.leaderChanges);
    for (const [at, value] of [counts.snapshotsWritten, counts.snapshotsSent, counts.snapshotsInstalled].entries())
      kinds[at]?.(value);
    for (const [id, value] of counts.dropsByPeer) {
      const count = peers.get(id) ?? growth(drops, { node: String(id) });
      peers.set(id, count);
      count(value);
    }
  });
}

/** Adds what a number has grown by. */
function growth<Label extends string>(
  counter: Counter<Label>,
  labels?: Readonly<Record<Label, string>>,
): (value: number) => void {
  let before = 0;
  return (value) => {
    counter.add(value - before, labels);
    before = value;
  };
}
