/** One broker of three is killed: what clients of the others still get, how soon, and what they are told. */
import { Admin } from '@ottla/admin';
import { Producer } from '@ottla/producer';
import kafkajs from 'kafkajs';
import { program } from '../lib/node-process.ts';
import { runToEnd, sleep, waitUntil } from '../lib/processes.ts';
import type { Member, RealCluster } from './real-cluster.ts';

const topic = 'away';
const partitions = 6;
const recordsEach = 10;
/** The first line has to be there so soon, the program's own start included; and the whole must be over in this time. */
const firstLineMsMax = 3_000;
const wholeMsMax = 20_000;
const fencedWithinMs = 20_000;
const sendMsMax = 3_000;

/** What was found wrong. */
export async function brokerAway(cluster: RealCluster): Promise<string[]> {
  const admin = new Admin({ bootstrapServers: cluster.bootstrap() });
  await admin.createTopics([{ name: topic, partitions }]);
  const producer = new Producer({ bootstrapServers: cluster.bootstrap() });
  const records = Array.from({ length: partitions * recordsEach }, (_, at) => at);
  await producer.sendMany(records.map((at) => ({ topic, partition: at % partitions, value: String(at) })));
  const victim = cluster.members.find(({ node }) => node !== undefined) as Member;
  const [described] = await admin.describeTopics([topic]);
  const led = described?.partitions.filter(({ leaderId }) => leaderId === victim.id).map(({ partition }) => partition);
  await admin.close();
  const [first = 0] = led ?? [];
  const known = cluster.bootstrap(victim);
  await cluster.kill(victim);

  const problems: string[] = [];
  const consuming = consume(known, { brokerId: victim.id, lost: led ?? [] });
  problems.push(...(await sendWithoutIt(producer, first)));
  problems.push(...(await consuming));
  problems.push(...(await kafkaJs(cluster, victim)));
  await producer.close(0);
  await cluster.start(victim);
  const again = await cluster.cli('consume', topic, '--from-beginning', '--exit-at-end');
  const lines = again.stdout.split('\n').filter((line) => line !== '').length;
  if (again.code !== 0 || lines < records.length)
    problems.push(
      `after its return ${lines} records of ${records.length} were read, exit code ${again.code}: ${again.stderr}`,
    );
  return problems;
}

/** `ottla consume --exit-at-end` reads the others at once, names what is missing, and fails. */
async function consume(
  bootstrap: string,
  away: { readonly brokerId: number; readonly lost: readonly number[] },
): Promise<string[]> {
  const problems: string[] = [];
  const started = performance.now();
  let firstLineMs = Infinity;
  const command = [process.execPath, program, 'consume', topic, '--from-beginning', '--exit-at-end'];
  const { code, stdout, stderr } = await runToEnd([...command, '--format', '%s\\n', '--bootstrap-server', bootstrap], {
    onLine: () => {
      firstLineMs = Math.min(firstLineMs, performance.now() - started);
    },
  });
  const wholeMs = performance.now() - started;
  const lines = stdout.split('\n').filter((line) => /^\d+$/.test(line)).length;
  const readable = (partitions - away.lost.length) * recordsEach;
  const list = [...away.lost].sort((one, other) => one - other).join(', ');
  console.log(
    `  broker ${away.brokerId} killed: first of ${lines} records after ${firstLineMs.toFixed(0)} ms, given up after ${wholeMs.toFixed(0)} ms`,
  );
  if (lines !== readable) problems.push(`${lines} records were read of the ${readable} that can be reached`);
  if (firstLineMs > firstLineMsMax) problems.push(`the first record came after ${firstLineMs.toFixed(0)} ms`);
  if (wholeMs > wholeMsMax) problems.push(`consume gave up only after ${wholeMs.toFixed(0)} ms`);
  if (code !== 1) problems.push(`consume ended with ${code} although partitions could not be read`);
  const named = `partition${away.lost.length === 1 ? '' : 's'} ${list} of ${topic} (broker ${away.brokerId})`;
  if (!stderr.includes(`ottla: ${named} cannot be read, trying again`))
    problems.push(`consume did not name what it waits for: ${stderr}`);
  if (!stderr.includes(`ottla: not read to the end: ${named}`))
    problems.push(`the last sentence of consume does not name what is missing: ${stderr}`);
  return problems;
}

/** A producer that has something for the dead broker goes on with the others. */
async function sendWithoutIt(producer: Producer, lost: number): Promise<string[]> {
  const started = performance.now();
  const waiting = producer.send({ topic, partition: lost, value: 'waits' }).catch(() => undefined);
  const others = Array.from({ length: partitions }, (_, partition) => partition);
  const settled = await Promise.race([
    Promise.any(
      others
        .filter((partition) => partition !== lost)
        .map((partition) => producer.send({ topic, partition, value: 'goes' })),
    ),
    sleep(sendMsMax).then(() => undefined),
  ]);
  void waiting;
  if (settled !== undefined) return [];
  return [`a producer sent nothing to the brokers that are there for ${(performance.now() - started).toFixed(0)} ms`];
}

/**
 * KafkaJS writes to a topic of the brokers that are left, although it asks the dead one first. (A topic of which any partition has no
 * leader it refuses as a whole, also where it is told so by Apache Kafka.)
 */
async function kafkaJs(cluster: RealCluster, victim: Member): Promise<string[]> {
  const admin = new Admin({ bootstrapServers: cluster.bootstrap() });
  const started = performance.now();
  await waitUntil('the killed broker is fenced', fencedWithinMs, async () => {
    const { nodes } = await admin.describeCluster();
    return nodes.every(({ id }) => id !== victim.id);
  });
  await admin.createTopics([{ name: 'of-the-others', partitions }]);
  const [made] = await admin.describeTopics(['of-the-others']);
  const [away] = await admin.describeTopics([topic]);
  await admin.close();
  const problems: string[] = [];
  if (made?.partitions.some(({ leaderId }) => leaderId < 0 || leaderId === victim.id) !== false)
    problems.push('a topic was placed on a broker that is fenced');
  if (away?.partitions.some(({ leaderId }) => leaderId === victim.id) !== false)
    problems.push('a fenced broker is told to lead a partition');
  const brokers = [victim, ...cluster.members.filter(({ node }) => node !== undefined)];
  const kafka = new kafkajs.Kafka({
    brokers: brokers.map(({ ports }) => `127.0.0.1:${ports.kafka}`),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    const messages = Array.from({ length: 20 }, (_, at) => ({ key: String(at), value: 'goes' }));
    await producer.send({ topic: 'of-the-others', messages });
  } catch (error) {
    problems.push(`KafkaJS without one broker: ${String(error)}`);
  } finally {
    await producer.disconnect();
  }
  console.log(`  fenced, and KafkaJS served, ${(performance.now() - started).toFixed(0)} ms later`);
  return problems;
}
