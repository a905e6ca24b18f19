import type { CurrentLeader } from '../../../services/words.ts';
import type { KafkaCall } from './handler.ts';

/** A node as the Kafka door tells it. */
export interface NodeAddress {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/**
 * The nodes in service with their Kafka addresses. Our own address is the advertised one, else the very one that this
 * client used: it is reachable from where the client stands, whatever lies between.
 */
export function kafkaNodes(
  call: KafkaCall,
  options?: { readonly includeFenced: boolean },
): (NodeAddress & { readonly fenced: boolean })[] {
  const { services, nodeId, advertised } = call.door;
  return services.cluster.describe('kafka', options).nodes.flatMap((node) => {
    const own = node.id === nodeId;
    const host = (own ? (advertised.host ?? call.local.host) : node.host) ?? undefined;
    const port = (own ? (advertised.port ?? call.local.port) : node.port) ?? undefined;
    if (host === undefined || port === undefined) return [];
    return [{ nodeId: node.id, host, port, rack: node.rack ?? null, fenced: node.fenced }];
  });
}

/** The addresses of the leaders that an answer names, so that clients need not ask for them. */
export function nodeEndpoints(call: KafkaCall, leaders: readonly (CurrentLeader | undefined)[]): NodeAddress[] {
  const wanted = new Set<number>();
  for (const leader of leaders) if (leader !== undefined && leader.leaderId >= 0) wanted.add(leader.leaderId);
  if (wanted.size === 0) return [];
  return kafkaNodes(call)
    .filter((node) => wanted.has(node.nodeId))
    .map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack }));
}
