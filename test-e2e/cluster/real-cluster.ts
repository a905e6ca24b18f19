/** Nodes that form one cluster: real processes on loopback, each with a proxy before its peer door. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin } from '@ottla/admin';
import { freePort } from '../lib/free-port.ts';
import { program, type RunningNode, startNodeProcess } from '../lib/node-process.ts';
import { type Finished, runToEnd, waitUntil } from '../lib/processes.ts';
import { Cut } from './cut.ts';

/** A member, running or not. Its ports stay the same. */
export interface Member {
  readonly id: number;
  readonly ports: { readonly kafka: number; readonly grpc: number; readonly peer: number; readonly http: number };
  readonly cut: Cut;
  node: RunningNode | undefined;
}

const readyTimeoutMs = 60_000;
const settleMs = 60_000;

export class RealCluster {
  readonly members: Member[] = [];
  readonly folder: string;
  #founders: readonly Member[] = [];

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'ottla-cluster-'));
  }

  /** Three founders, all ready. */
  static async started(): Promise<RealCluster> {
    const cluster = new RealCluster();
    try {
      for (const id of [1, 2, 3]) await cluster.addMember(id);
      cluster.#founders = [...cluster.members];
      await Promise.all(cluster.members.map((member) => cluster.start(member)));
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** A member that is not started. */
  async addMember(id: number): Promise<Member> {
    const ports = { kafka: await freePort(), grpc: await freePort(), peer: await freePort(), http: await freePort() };
    const member: Member = { id, ports, cut: await Cut.before(ports.peer), node: undefined };
    this.members.push(member);
    return member;
  }

  /** Resolves when it is ready. */
  async start(member: Member): Promise<void> {
    member.node = await startNodeProcess({
      dataDir: this.directoryOf(member),
      ports: member.ports,
      flags: this.flagsOf(member),
      readyTimeoutMs,
    });
  }

  directoryOf({ id }: Member): string {
    return join(this.folder, String(id));
  }

  flagsOf({ id }: Member): readonly string[] {
    const founders = this.#founders.map((founder) => `${founder.id}@${addressOf(founder)}`).join(',');
    return ['--node-id', String(id), '--cluster-id', 'e2e', '--metadata-nodes', founders, '--log-level', 'warn'];
  }

  /** `host:port` of the gRPC doors of all that run, this one first. */
  bootstrap(first?: Member): string {
    const running = this.members.filter(({ node }) => node !== undefined);
    const sorted = first === undefined ? running : [first, ...running.filter((member) => member !== first)];
    return sorted.map(({ ports }) => `127.0.0.1:${ports.grpc}`).join(',');
  }

  async kill(member: Member): Promise<void> {
    await member.node?.kill();
    member.node = undefined;
  }

  async stop(member: Member): Promise<number | undefined> {
    const code = await member.node?.stop();
    member.node = undefined;
    return code;
  }

  /** The member of these that leads, as they say themselves. */
  async leader(among: readonly Member[] = this.members): Promise<Member> {
    let found: Member | undefined;
    await waitUntil('the cluster has a leader', settleMs, async () => {
      const [first] = among.filter(({ node }) => node !== undefined);
      const id = await leaderId(this.bootstrap(first));
      found = among.find((member) => member.id === id && member.node !== undefined);
      return found !== undefined;
    });
    if (found === undefined) throw new Error('there is no leader');
    return found;
  }

  /** Runs `ottla …` against all that run. */
  cli(...parameters: readonly string[]): Promise<Finished> {
    return runToEnd([process.execPath, program, ...parameters, '--bootstrap-server', this.bootstrap()]);
  }

  /** The same, and it has to work. */
  async mustCli(...parameters: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.cli(...parameters);
    if (code !== 0) throw new Error(`ottla ${parameters.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return stdout;
  }

  async close(): Promise<void> {
    for (const { node } of this.members) await node?.kill();
    for (const { cut } of this.members) cut.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where others reach its peer door. */
export function addressOf({ cut }: Member): string {
  return `127.0.0.1:${cut.port}`;
}

async function leaderId(bootstrapServers: string): Promise<number> {
  const admin = new Admin({ bootstrapServers, requestTimeoutMs: 2_000 });
  try {
    const { quorum } = await admin.describeQuorum();
    return quorum?.leaderId ?? -1;
  } catch {
    return -1;
  } finally {
    await admin.close();
  }
}
