/** Three members of etcd on loopback, with their defaults: each write is synced before it is acknowledged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../../test-e2e/lib/free-port.ts';
import { hasProgram, runToEnd, waitUntil } from '../../../test-e2e/lib/processes.ts';
import type { Found } from '../../../test-e2e/lib/requirements.ts';
import { endWithUs, makeFolder, removeFolder } from '../../lib/cleanup.ts';
import type { ComparedCluster } from './compared-cluster.ts';

const members = 3;
const electionMs = 30_000;
const etcdMissing = 'etcd is not installed (Debian package etcd-server)';

/** The server's version, or why it cannot be had. */
export async function findEtcd(): Promise<Found<string>> {
  if (!hasProgram('etcd')) return { missing: etcdMissing };
  const { stdout } = await runToEnd(['etcd', '--version']);
  return { found: stdout.split('\n')[0]?.trim() ?? 'etcd' };
}

interface Member {
  readonly name: string;
  readonly clientPort: number;
  readonly peerPort: number;
}

/** Starts the cluster and resolves when it has a leader. */
export async function startEtcd(): Promise<ComparedCluster> {
  const folder = makeFolder('etcd');
  const all: Member[] = [];
  for (let index = 0; index < members; index += 1)
    all.push({ name: `m${index}`, clientPort: await freePort(), peerPort: await freePort() });
  const children = all.map((member) => startMember(member, all, folder));
  let leader: Member | undefined;
  await waitUntil('etcd has a leader', electionMs, async () => {
    leader = await leaderAmong(all);
    return leader !== undefined;
  });
  return {
    name: 'etcd',
    port: leader?.clientPort ?? 0,
    pids: children.map(({ pid }) => pid ?? 0),
    stop: async () => {
      await Promise.all(children.map(ended));
      removeFolder(folder);
    },
  };
}

function startMember({ name, clientPort, peerPort }: Member, all: readonly Member[], folder: string): ChildProcess {
  const own = (port: number): string => `http://127.0.0.1:${port}`;
  const flags = {
    name,
    'data-dir': join(folder, name),
    'listen-client-urls': own(clientPort),
    'advertise-client-urls': own(clientPort),
    'listen-peer-urls': own(peerPort),
    'initial-advertise-peer-urls': own(peerPort),
    'initial-cluster': all.map((member) => `${member.name}=${own(member.peerPort)}`).join(','),
    'log-level': 'error',
  };
  const child = spawn(
    'etcd',
    Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    { stdio: 'ignore' },
  );
  endWithUs(child);
  return child;
}

/** The member that says of itself that it leads. */
async function leaderAmong(all: readonly Member[]): Promise<Member | undefined> {
  for (const member of all) {
    try {
      const answer = await fetch(`http://127.0.0.1:${member.clientPort}/v3/maintenance/status`, {
        method: 'POST',
        body: '{}',
      });
      const { leader, header } = (await answer.json()) as { leader?: string; header?: { member_id?: string } };
      if (leader !== undefined && leader === header?.member_id) return member;
    } catch {
      // It is not up yet.
    }
  }
  return undefined;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
