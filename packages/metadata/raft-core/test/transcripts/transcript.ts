/**
 * Conversations as text. A line that begins with `>` is a command; the lines under it say what happened; `#` is a comment. With
 * `OTTLA_REWRITE_TRANSCRIPTS=1` the lines are written anew.
 */

import { describeMessage, wordsOf } from '@ottla/raft-simulation';
import type { HardState, NodeId, Ready } from '../../src/index.ts';
import { Cluster, target } from '../cluster/cluster.ts';

/** Performs a transcript's commands; answers the transcript with what happened under each of them. */
export function perform(transcript: string): string {
  const stage = new Stage();
  const lines: string[] = [];
  for (const line of transcript.split('\n')) {
    if (line.startsWith('>')) lines.push(line, ...stage.command(line.slice(1).trim().split(/\s+/)));
    else if (line.startsWith('#') || line === '') lines.push(line);
  }
  return lines.join('\n');
}

/** The numbers behind a word: `voters 1 2 3`. */
function numbersAfter(words: readonly string[], word: string): number[] {
  const at = words.indexOf(word);
  const rest = at === -1 ? [] : words.slice(at + 1);
  const end = rest.findIndex((one) => Number.isNaN(Number(one)));
  return rest.slice(0, end === -1 ? rest.length : end).map(Number);
}

class Stage {
  #cluster: Cluster | undefined;
  #lines: string[] = [];
  readonly #hardStates = new Map<number, HardState>();

  command(words: readonly string[]): string[] {
    this.#lines = [];
    const [verb = '', ...rest] = words;
    const act = this.#verbs[verb];
    if (act === undefined) throw new Error(`there is no command ${verb}`);
    act(rest);
    if (verb !== 'cluster') this.#cluster?.turns();
    return this.#lines;
  }

  get #all(): Cluster {
    if (this.#cluster === undefined) throw new Error('the first command is cluster');
    return this.#cluster;
  }

  readonly #verbs: Readonly<Record<string, (words: readonly string[]) => void>> = {
    cluster: (words) => this.#open(words),
    tick: ([id, times = '1']) => {
      for (let tick = 0; tick < Number(times); tick += 1) {
        this.#all.node(Number(id)).tick();
        this.#all.turns();
      }
    },
    campaign: ([id]) => {
      const host = this.#all.host(Number(id));
      const { role } = host.node.status();
      for (let tick = 0; tick < 20 && host.node.status().role === role; tick += 1) host.node.tick();
    },
    sync: (ids) => {
      for (const id of ids) this.#all.host(Number(id)).sync();
    },
    deliver: (ways) => {
      this.#all.deliver(({ from, to }) => ways.length === 0 || ways.includes(`${from}>${to}`));
    },
    lose: (ways) => {
      this.#all.turns();
      this.#all.messages = this.#all.messages.filter(
        ({ from, to }) => ways.length > 0 && !ways.includes(`${from}>${to}`),
      );
    },
    settle: (words) => {
      this.#all.settle();
      if (words.includes('quietly')) this.#lines = [];
    },
    propose: ([id, text = '']) => this.#result(this.#all.propose(Number(id), text)),
    read: ([id]) => this.#result(this.#all.node(Number(id)).read()),
    members: (words) => {
      const [id] = words;
      const wanted = target(numbersAfter(words, 'voters'), numbersAfter(words, 'learners'));
      this.#result(this.#all.node(Number(id)).changeMembership(wanted));
    },
    transfer: ([id, , to]) => this.#result(this.#all.node(Number(id)).transferTo(Number(to) as NodeId)),
    crash: ([id]) => this.#all.host(Number(id)).crash(),
    start: ([id]) => this.#all.host(Number(id)).start(),
    snapshot: ([id]) => this.#all.host(Number(id)).snapshot(),
    isolate: (ids) => this.#all.isolate(...ids.map(Number)),
    heal: () => this.#all.heal(),
    status: () => this.#status(),
  };

  #open(words: readonly string[]): void {
    const [snapshotChunkBytes = 1_000] = numbersAfter(words, 'chunk');
    const cluster = new Cluster({
      voters: numbersAfter(words, 'voters'),
      joiners: numbersAfter(words, 'joiners'),
      limits: { snapshotChunkBytes, retainedEntries: 0 },
    });
    this.#cluster = cluster;
    cluster.turns();
    cluster.listener.took = (host, ready) => this.#took(host.id, ready);
    cluster.listener.applied = (host, entry) =>
      void this.#lines.push(`${host.id} applies ${entry.index}:${entry.term} ${wordsOf(entry)}`);
    cluster.listener.restored = (host, { index, term }) =>
      void this.#lines.push(`${host.id} restores ${index}:${term}: ${host.commands.join(' ')}`);
    cluster.listener.read = (host, { read, ...outcome }) =>
      void this.#lines.push(
        `${host.id} read ${read} ${outcome.kind}${outcome.kind === 'readable' ? ` at ${outcome.index}` : ''}`,
      );
  }

  #took(id: number, { messages, chunks, write, verify, leadership }: Ready): void {
    if (leadership !== undefined) {
      const { role, term, leader } = leadership;
      this.#lines.push(
        `${id} is ${role} in ${term}${leader === undefined || leader === id ? '' : `, led by ${leader}`}`,
      );
    }
    for (const message of messages) this.#lines.push(describeMessage(message));
    for (const { to, snapshot, offset, length } of chunks)
      this.#lines.push(`${id} -> ${to} snapshot ${snapshot.index}:${snapshot.term}, ${length} bytes at ${offset}`);
    if (write !== undefined) this.#lines.push(`${id} writes ${this.#describeWrite(id, write)}`);
    if (verify !== undefined) this.#lines.push(`${id} looks at snapshot ${verify.index}:${verify.term}`);
  }

  #describeWrite(id: number, { hardState, chunks, install, entries }: NonNullable<Ready['write']>): string {
    const parts: string[] = [];
    const last = this.#hardStates.get(id);
    const { term, vote } = hardState;
    if (last?.term !== term || last.vote !== vote) parts.push(`term ${term} vote ${vote ?? 'none'}`);
    this.#hardStates.set(id, hardState);
    for (const { offset, bytes } of chunks) parts.push(`${bytes.byteLength} bytes at ${offset}`);
    if (install !== undefined) parts.push(`snapshot ${install.index}:${install.term}`);
    for (const entry of entries) parts.push(`${entry.index}:${entry.term} ${wordsOf(entry)}`);
    return parts.join('; ');
  }

  #result(result: { readonly kind: string; readonly reason?: string; readonly index?: number }): void {
    const { kind, reason, index } = result;
    this.#lines.push(`${kind}${reason === undefined ? '' : `: ${reason}`}${index === undefined ? '' : ` at ${index}`}`);
  }

  #status(): void {
    for (const host of this.#all.up) {
      const { role, term, firstIndex, lastIndex, commit, membership } = host.node.status();
      const { voters, outgoing, learners } = membership;
      const members = [voters, outgoing, learners].map((ids) => ids.join(',')).join('/');
      this.#lines.push(
        `${host.id} ${role} in ${term}, log ${firstIndex} to ${lastIndex}, commit ${commit}, members ${members}`,
      );
    }
  }
}
