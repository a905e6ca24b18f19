/** The client matrix as suites: the Node part for `npm test`, the whole for `npm run e2e`. */
import { type Doors, runMatrix } from '../clients/matrix.ts';
import { nodeParticipants, otherParticipants, type Participants } from '../clients/participants.ts';
import { reportMatrix } from '../clients/report.ts';
import { isChosen } from '../lib/chosen.ts';
import { loadDataset } from '../lib/dataset.ts';

/** Options of the Node part. */
export interface NodeMatrixOptions {
  readonly count?: number;
}

const partitions = 4;
const nodeCount = 5_000;
const allPackages = 1_000_000;
const workers = 2;

/** KafkaJS, @platformatic/kafka and the SDK, with every codec, over a few thousand records. Answers the number of problems. */
export function runNodeMatrix(doors: Doors, options: NodeMatrixOptions = {}): Promise<number> {
  const count = options.count ?? nodeCount;
  return matrix('node-clients', doors, nodeParticipants(), count);
}

/** Every client over all packages; `OTTLA_E2E_RECORDS` takes fewer. Answers the number of problems. */
export async function runFullMatrix(doors: Doors): Promise<number> {
  const [node, others] = [nodeParticipants(), await otherParticipants()];
  const everyone = { present: [...node.present, ...others.present], skipped: [...node.skipped, ...others.skipped] };
  const count = Number(process.env['OTTLA_E2E_RECORDS'] ?? allPackages);
  return matrix('clients', doors, everyone, count);
}

async function matrix(name: string, doors: Doors, { present, skipped }: Participants, count: number): Promise<number> {
  const { records, origin } = loadDataset(count);
  console.log(`${name}: ${origin}, ${partitions} partitions`);
  for (const sentence of skipped) console.log(`SKIPPED ${sentence}`);
  const participants = present.filter((each) => isChosen(each.name));
  for (const { cannotRead } of participants) {
    const met = [...cannotRead].filter(([topic]) => participants.some((writer) => topic.startsWith(`${writer.name} `)));
    for (const [topic, why] of met) console.log(`SKIPPED reading ${topic}: ${why}`);
  }
  const rows = await runMatrix(doors, { participants, records, partitions, workers });
  return reportMatrix(name, rows);
}
