/** Nodes with a past: a cluster in the middle of a story. */
import { Cluster, type ClusterOptions } from './cluster.ts';
import { entries, termOf } from './lone-node.ts';

/** The terms of a node's entries, and the term that it knows. */
export interface Past {
  readonly log: readonly number[];
  readonly term: number;
}

export function withPast(options: ClusterOptions, past: Readonly<Record<number, Past>>): Cluster {
  const cluster = new Cluster(options);
  for (const [id, { log, term }] of Object.entries(past)) {
    const host = cluster.host(Number(id));
    const hardState = { ...host.disk.synced.hardState, term: termOf(term) };
    host.crash();
    for (const content of [host.disk.synced, host.disk.written])
      Object.assign(content, { hardState, entries: entries(1, ...log) });
    host.start();
  }
  return cluster;
}
