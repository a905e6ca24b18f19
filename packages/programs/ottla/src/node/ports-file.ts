/** `ports.json`: which ports the doors of the running node have, for whoever asked for port 0. */
import type { FileSystem } from '@ottla/base';
import { writeFileAtomically } from '@ottla/raft-node';

/** The port of each door. */
export interface NodePorts {
  /** 0 where the node is no broker, which has no such door. */
  readonly kafka: number;
  readonly grpc: number;
  readonly peer: number;
  readonly http: number;
}

/** Writes `<directory>/ports.json`. */
export async function writePortsFile(files: FileSystem, directory: string, ports: NodePorts): Promise<void> {
  const { kafka, grpc, peer, http } = ports;
  const text = `${JSON.stringify({ kafka, grpc, peer, http })}\n`;
  await writeFileAtomically(files, directory, 'ports.json', new TextEncoder().encode(text));
}
