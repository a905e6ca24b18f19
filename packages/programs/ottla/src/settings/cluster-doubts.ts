/** What an operator should know about settings that are not wrong. */
import type { Logger } from '@ottla/base';
import { peerPlaceOf } from '@ottla/raft-node';
import type { NodeSettings } from './resolve.ts';

export function warnOfDoubts(logger: Logger, { founders, peerPort }: NodeSettings, nodeId: number): void {
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
