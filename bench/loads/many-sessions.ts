/** Clients that hold sessions and watches, and nothing else: what the cluster is asked for is signs of life. */
import { Coordination, type Session, type WatchEvent } from '@ottla/coordination';
import { serve } from '../lib/serve.ts';

/** How many of what, and where. */
export type ManySessions =
  | {
      readonly kind: 'open';
      readonly port: number;
      readonly clients: number;
      readonly sessions: number;
      readonly watches: number;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'look' }
  | { readonly kind: 'touch'; readonly count: number };

/** What is there now. */
export interface SessionsNow {
  readonly alive: number;
  readonly watching: number;
  /** Events that all watches were told since the last look. */
  readonly events: number;
}

const openedAtOnce = 100;
const clients: Coordination[] = [];
const sessions: Session[] = [];
let watching = 0;
let events = 0;

serve(async (work: ManySessions): Promise<SessionsNow> => {
  if (work.kind === 'open') await open(work);
  if (work.kind === 'touch') await touch(work.count);
  const now = { alive: sessions.filter(({ isAlive }) => isAlive).length, watching, events };
  events = 0;
  return now;
});

async function open(work: Extract<ManySessions, { kind: 'open' }>): Promise<void> {
  for (let at = 0; at < work.clients; at += 1)
    clients.push(new Coordination({ bootstrapServers: `127.0.0.1:${work.port}` }));
  for (let at = 0; at < work.sessions; at += openedAtOnce) {
    const count = Math.min(openedAtOnce, work.sessions - at);
    const opened = Array.from({ length: count }, (_, index) =>
      clientAt(at + index).openSession({ timeoutMs: work.timeoutMs }),
    );
    sessions.push(...(await Promise.all(opened)));
  }
  const begun = Array.from({ length: work.watches }, (_, at) => begin(clientAt(at), `/watched/${at % openedAtOnce}/`));
  await Promise.all(begun);
}

/** Resolves when the watch has been told where it begins. */
function begin(client: Coordination, prefix: string): Promise<void> {
  return new Promise((resolve, reject) => {
    void (async () => {
      for await (const event of client.watch({ prefixes: [prefix] })) tell(event, resolve);
    })().catch(reject);
  });
}

function tell(event: WatchEvent, begun: () => void): void {
  if (event.kind === 'snapshot') {
    watching += 1;
    begun();
  } else events += 1;
}

async function touch(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await clientAt(at).put(`/watched/${at % openedAtOnce}/key`, String(at));
}

function clientAt(at: number): Coordination {
  const client = clients[at % clients.length];
  if (client === undefined) throw new Error('no clients were made');
  return client;
}
