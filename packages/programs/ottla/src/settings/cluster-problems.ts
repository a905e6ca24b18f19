/** What does not go together in the settings of a node that is to be one of several. */
import type { NodeSettings } from './resolve.ts';

/** Sentences, one for each mistake. */
export function clusterProblems(settings: NodeSettings): readonly string[] {
  return [...roleProblems(settings), ...identityProblems(settings), ...addressProblems(settings)];
}

function roleProblems({ roles }: NodeSettings): readonly string[] {
  if (roles.includes('metadata')) return [];
  return [
    'roles is set to "broker", but in this version each broker keeps the metadata too: set metadata,broker, or metadata alone.',
  ];
}

function identityProblems({ founders, clusterId, nodeId }: NodeSettings): readonly string[] {
  const problems: string[] = [];
  if (founders.size > 1 && clusterId === undefined)
    problems.push(
      'metadata.nodes names several nodes, so they need one name for their cluster: set cluster.id, alike on all of them, as --cluster-id my-cluster.',
    );
  if (founders.size > 1 && nodeId === undefined)
    problems.push(
      'metadata.nodes names several nodes, so this one has to know which it is: set node.id, as --node-id 1.',
    );
  return problems;
}

/** The others have to know where this node is before it has opened its door. */
function addressProblems(settings: NodeSettings): readonly string[] {
  const { founders, nodeId, peerPort, host, advertisedHost } = settings;
  if (founders.size === 0 || nodeId === undefined) return [];
  const own = founders.get(nodeId);
  if (own !== undefined)
    return peerPort > 0
      ? []
      : [
          `peer.port is 0, but metadata.nodes says that node ${nodeId} is at ${own}: set the port of its peer door, as --peer-port ${own.split(':').at(-1)}.`,
        ];
  const problems: string[] = [];
  if (peerPort === 0)
    problems.push(`peer.port is 0, but node ${nodeId} joins a cluster, which has to know the port: set one.`);
  if ((host === '0.0.0.0' || host === '::') && advertisedHost === undefined)
    problems.push(
      `host is ${host}, but node ${nodeId} joins a cluster, which has to know where it is: set advertised.host.`,
    );
  return problems;
}
