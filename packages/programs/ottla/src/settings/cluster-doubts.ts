/** What an operator should know about settings that are not wrong. */
import type { Logger } from '@ottla/base';
import { peerPlaceOf } from '@ottla/raft-node';
import type { NodeSettings } from './resolve.ts';

export function warnOfDoubts(
  logger: Logger,
  settings: NodeSettings,
  { nodeId, initialised }: { readonly nodeId: number; readonly initialised: boolean },
): void {
  const { founders, peerPort } = settings;
  for (const message of aloneRemarks(settings, !initialised)) logger.warn('cluster.alone', { message });
  if (founders.size === 2)
    logger.warn('cluster.two_founders', {
      message: 'with two founders the metadata stands still while either of them is down; three bear the loss of one',
    });
  const own = founders.get(nodeId);
  if (own === undefined || peerPlaceOf(own)?.port === peerPort) return;
  logger.warn('cluster.other_port', {
    message: `metadata.nodes says that this node is at ${own}, and its peer door is at port ${peerPort}: right only where something forwards the one to the other`,
  });
}

/** Who names a node or its cluster may have meant to join others; a lone node is said to be one when it is founded. */
export function aloneRemarks({ founders, nodeId, clusterId }: NodeSettings, isNew: boolean): readonly string[] {
  if (founders.size > 0 || !isNew || (nodeId === undefined && clusterId === undefined)) return [];
  return [
    'alone: this is a cluster of one node, which nobody can join; to form or join a cluster start it on an empty data directory with --metadata-nodes',
  ];
}
