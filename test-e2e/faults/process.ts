/** Faults of the process: few file descriptors, a long pause. */
import { startNodeProcess } from '../lib/node-process.ts';
import { runToEnd, sleep } from '../lib/processes.ts';
import { createTopic } from '../lib/topics.ts';
import { kafkaOf, mustHold, type Scenario, writeUntilFailure } from './scenario.ts';

const descriptorsLeft = 12;
const topicsTried = 40;
const pauseMs = 4_000;
/** Seconds that a node may take to accept connections again when it has descriptors. */
const recoveryAttempts = 5;

/** FAULT-71. */
const fewDescriptors: Scenario = {
  name: 'no file descriptors left',
  run: async (dataDir) => {
    const node = await startNodeProcess({ dataDir });
    await createTopic(kafkaOf(node), 'before', 1);
    const before = await writeUntilFailure({ kafka: kafkaOf(node), topic: 'before' }, 'before', 200);
    const open = (await runToEnd(['sh', '-c', `ls /proc/${node.pid}/fd | wc -l`])).stdout.trim();
    const limited = await runToEnd([
      'prlimit',
      '--pid',
      String(node.pid),
      `--nofile=${Number(open) + descriptorsLeft}:`,
    ]);
    if (limited.code !== 0) {
      console.log(`SKIPPED no file descriptors left: prlimit failed (${limited.stderr.trim()})`);
      await node.stop();
      return [];
    }
    const refused = await openMany(kafkaOf(node));
    await runToEnd(['prlimit', '--pid', String(node.pid), '--nofile=1024:']);
    console.log(`    ${refused} of ${topicsTried} topics could not be written while descriptors were short`);
    const problems: string[] = [];
    let after = await writeUntilFailure({ kafka: kafkaOf(node), topic: 'before' }, 'after', 200);
    for (let attempt = 0; after.acknowledged === 0 && attempt < recoveryAttempts; attempt += 1) {
      await sleep(1_000);
      after = await writeUntilFailure({ kafka: kafkaOf(node), topic: 'before' }, 'after', 200);
    }
    if (after.error !== undefined) problems.push(`the limit is lifted, but writing fails: ${String(after.error)}`);
    problems.push(...(await mustHold({ kafka: kafkaOf(node), topic: 'before' }, 'before', before.acknowledged)));
    problems.push(...(await mustHold({ kafka: kafkaOf(node), topic: 'before' }, 'after', after.acknowledged)));
    await node.stop();
    return problems;
  },
};

/** Each new topic wants files of its own; answers how many could not have them. */
async function openMany(kafka: string): Promise<number> {
  let refused = 0;
  for (let number = 0; number < topicsTried; number += 1) {
    const topic = `many-${number}`;
    try {
      await createTopic(kafka, topic, 1);
      if ((await writeUntilFailure({ kafka, topic }, 'many', 1)).error !== undefined) refused += 1;
    } catch {
      refused += 1; // the client could not even connect, or the topic could not be made
    }
    if (refused >= 3) break;
  }
  return refused;
}

/** FAULT-85. */
const longPause: Scenario = {
  name: 'process paused and woken',
  run: async (dataDir) => {
    const node = await startNodeProcess({ dataDir });
    const place = { kafka: kafkaOf(node), topic: 'paused' };
    await createTopic(place.kafka, place.topic, 1);
    const before = await writeUntilFailure(place, 'before', 200);
    process.kill(node.pid, 'SIGSTOP');
    await sleep(pauseMs);
    process.kill(node.pid, 'SIGCONT');
    const after = await writeUntilFailure(place, 'after', 200);
    const problems = after.error === undefined ? [] : [`writing fails after the pause: ${String(after.error)}`];
    problems.push(
      ...(await mustHold(place, 'before', before.acknowledged)),
      ...(await mustHold(place, 'after', after.acknowledged)),
    );
    await node.stop();
    return problems;
  },
};

/** The process's faults. */
export const processFaults: readonly Scenario[] = [fewDescriptors, longPause];
