/** Runs a node until the process is told to stop: what `ottla start` does. Wiring: it owns signals and standard output. */
import { hostAndPort, messageOf } from '@ottla/base';
import { createPinoLogger } from '@ottla/platform-node';
import { NodeError } from './node/node-error.ts';
import type { NodeSettings } from './settings/resolve.ts';
import { type Node, type PlatformChoice, startNodeWith } from './start-node.ts';

/** Starts a node, prints its doors, and resolves with the exit code when it has stopped. */
export async function runNode(settings: NodeSettings, output: { readonly json: boolean }): Promise<number> {
  // People at a terminal get lines to read, everybody else gets JSON. Standard output is for the doors alone.
  const pretty = process.stderr.isTTY && !output.json;
  const logger = createPinoLogger({ level: settings.logLevel, pretty, destination: 'stderr' });
  // Heard from the beginning: whoever sees a node become ready may stop it at once, and it stops cleanly.
  const signal = stopSignal();
  const node = await startUnlessStopped(settings, { memory: false, logger, stopRequested: signal });
  if (node === undefined) return 0;
  process.stdout.write(output.json ? `${JSON.stringify(doorsOf(node, settings))}\n` : banner(node, settings));
  const reason = await Promise.race([signal, node.failed]);
  if (reason instanceof Error) {
    process.stderr.write(`ottla: the node has to stop: ${reason.message}\n`);
    await node.stop().catch(() => undefined);
    return 1;
  }
  try {
    await node.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`ottla: the node did not stop cleanly: ${messageOf(error)}; what was acknowledged is safe\n`);
    return 1;
  }
}

/** Undefined when the node was told to stop before it had started. */
async function startUnlessStopped(settings: NodeSettings, choice: PlatformChoice): Promise<Node | undefined> {
  try {
    return await startNodeWith(settings, choice);
  } catch (error) {
    if (!(error instanceof NodeError) || error.code !== 'stopped') throw error;
    choice.logger.info('node.stopped', { reason: error.message });
    return undefined;
  }
}

/** The first SIGINT or SIGTERM. A second one ends the process at once, which loses nothing acknowledged. */
function stopSignal(): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}

function doorsOf(node: Node, settings: NodeSettings): object {
  const { nodeId, clusterId, host, ports, remarks } = node;
  return { nodeId, clusterId, host, ports, dataDir: settings.dataDir, ...(remarks.length === 0 ? {} : { remarks }) };
}

/** What people read when the node is ready. */
export function banner(node: Node, settings: NodeSettings): string {
  const { host, ports, remarks } = node;
  const peer = settings.founders.size === 0 ? [] : [`  other nodes    ${hostAndPort(host, ports.peer)}`];
  return [
    `Ottla is ready: node ${node.nodeId} of cluster ${node.clusterId}, data in ${settings.dataDir}`,
    ...(ports.kafka === 0 ? [] : [`  Kafka clients  ${hostAndPort(host, ports.kafka)}`]),
    `  gRPC, SDKs     ${hostAndPort(host, ports.grpc)}`,
    ...peer,
    `  HTTP           http://${hostAndPort(host, ports.http)}/readyz`,
    ...remarks,
    'Stop it with Ctrl-C.',
    '',
  ].join('\n');
}
