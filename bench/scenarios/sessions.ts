/** Many sessions and watches on one leader: what keeping them alive costs, and whether all of them live. */
import { type BenchNode, withNode } from '../lib/nodes.ts';
import { residentBytesOf } from '../lib/process-stat.ts';
import { withProgram } from '../lib/programs.ts';
import { spreadOf } from '../lib/statistics.ts';
import type { ManySessions, SessionsNow } from '../loads/many-sessions.ts';
import type { Measure } from '../report/result.ts';
import { cpuShare } from './memory.ts';
import type { BenchContext, Scenario } from './scenario.ts';

const timeoutMs = 10_000;
const sizes = {
  usual: { clients: 20, sessions: 10_000, watches: 1_000, idleMs: 30_000, touches: 200 },
  quick: { clients: 2, sessions: 100, watches: 20, idleMs: 1_000, touches: 20 },
};

export const sessionsScenario: Scenario = {
  name: 'sessions',
  about: 'many sessions and watches on one leader: what signs of life cost, whether all live, watches told',
  run: async (context) => {
    const measures = await withNode((node) =>
      withProgram('loads/many-sessions.ts', (load) => {
        const { port } = { port: node.process.ports.grpc };
        return measure(context, node, (work) =>
          load.call<SessionsNow>(work.kind === 'open' ? { ...work, port } : work),
        );
      }),
    );
    return { measures, tables: [], figures: [], skipped: [] };
  },
};

type Ask = (work: ManySessions) => Promise<SessionsNow>;

async function measure({ options, progress }: BenchContext, node: BenchNode, ask: Ask): Promise<Measure[]> {
  const { clients, sessions, watches, idleMs, touches } = options.quick ? sizes.quick : sizes.usual;
  const { pid } = node.process;
  const one = (name: string, unit: string, value: number, wanted?: string): Measure => ({
    name,
    unit,
    value: spreadOf([value]),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const emptyBytes = residentBytesOf(pid);
  progress(`opening ${sessions} sessions and ${watches} watches from ${clients} clients`);
  const started = performance.now();
  await ask({ kind: 'open', port: 0, clients, sessions, watches, timeoutMs });
  const openSeconds = (performance.now() - started) / 1_000;
  progress(`keeping them alive for ${idleMs / 1_000} s`);
  const share = await cpuShare(pid, idleMs);
  must(await ask({ kind: 'look' }), { sessions, watches });
  progress(`writing ${touches} keys that are watched`);
  const before = performance.now();
  await ask({ kind: 'touch', count: touches });
  const touchSeconds = (performance.now() - before) / 1_000;
  return [
    one(`${sessions} sessions and ${watches} watches, to open them`, 's', openSeconds),
    one(`CPU of the leader, ${sessions} sessions kept alive three times in 10 s`, '% of a core', share * 100, '<= 50'),
    one(
      'memory for each session and its share of watches',
      'KiB',
      (residentBytesOf(pid) - emptyBytes) / sessions / 1024,
    ),
    one(`writes of watched keys, ${watches / 100} watches each`, '/s', touches / touchSeconds),
  ];
}

function must({ alive, watching }: SessionsNow, wanted: { readonly sessions: number; readonly watches: number }): void {
  if (alive !== wanted.sessions) throw new Error(`${alive} of ${wanted.sessions} sessions are alive`);
  if (watching !== wanted.watches) throw new Error(`${watching} of ${wanted.watches} watches have begun`);
}
