/** Faults of the disk under a running node: it is full, a byte of a segment rots. */
import { closeSync, mkdirSync, openSync, readSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, NodeDidNotStart, startNodeProcess } from '../lib/node-process.ts';
import { runToEnd, sleep } from '../lib/processes.ts';
import { createTopic, readPartition } from '../lib/topics.ts';
import { kafkaOf, mustHold, type Scenario, writeUntilFailure } from './scenario.ts';

const mebibyte = 1024 * 1024;
const diskBytes = 96 * mebibyte;
const ballastBytes = 48 * mebibyte;
const valueBytes = 20_000;
const recordsMax = 20_000;

/** FAULT-69. */
const fullDisk: Scenario = {
  name: 'full disk',
  run: async (folder) => {
    const mounted = await runToEnd(['mount', '-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder]);
    if (mounted.code !== 0) {
      console.log(`SKIPPED full disk: no right to mount (${mounted.stderr.trim()})`);
      return [];
    }
    try {
      return await fillDisk(folder);
    } finally {
      await runToEnd(['umount', '-l', folder]);
    }
  },
};

async function fillDisk(folder: string): Promise<string[]> {
  const dataDir = join(folder, 'data');
  const ballast = join(folder, 'ballast');
  mkdirSync(dataDir);
  let node = await startNodeProcess({ dataDir });
  await createTopic(kafkaOf(node), 'full', 1, { 'segment.bytes': String(4 * mebibyte) });
  writeFileSync(ballast, Buffer.alloc(ballastBytes));
  const place = (): { kafka: string; topic: string } => ({ kafka: kafkaOf(node), topic: 'full' });
  const filled = await writeUntilFailure(place(), 'full', recordsMax, valueBytes);
  const problems = filled.error === undefined ? ['the disk never became full'] : [];
  console.log(`    the client heard: ${String(filled.error).slice(0, 200)}`);
  problems.push(
    ...(await mustHold(place(), 'full', filled.acknowledged)).map((problem) => `while the disk is full: ${problem}`),
  );
  rmSync(ballast);
  let after = await writeUntilFailure(place(), 'after', 100, valueBytes);
  if (after.error !== undefined) {
    await sleep(3_000);
    after = await writeUntilFailure(place(), 'after', 100, valueBytes);
  }
  if (after.error !== undefined) problems.push(`space came back, but writing still fails: ${String(after.error)}`);
  await node.kill();
  node = await startNodeProcess({ dataDir });
  problems.push(
    ...(await mustHold(place(), 'full', filled.acknowledged)),
    ...(await mustHold(place(), 'after', after.acknowledged)),
  );
  await node.stop();
  return problems;
}

/** FAULT-63. */
const corruptSegment: Scenario = {
  name: 'corrupt segment',
  run: async (dataDir) => {
    const node = await startNodeProcess({ dataDir });
    await createTopic(kafkaOf(node), 'rotten', 1, { 'segment.bytes': String(mebibyte) });
    await createTopic(kafkaOf(node), 'sound', 1);
    const rotten = await writeUntilFailure({ kafka: kafkaOf(node), topic: 'rotten' }, 'rotten', 400, valueBytes);
    const sound = await writeUntilFailure({ kafka: kafkaOf(node), topic: 'sound' }, 'sound', 100);
    await node.stop();
    const [victim] = filesBelow(join(dataDir, 'logs'), '.log')
      .filter((file) => statSync(file).size > mebibyte / 2)
      .sort();
    if (victim === undefined) return ['no closed segment was found under logs/'];
    flipByte(victim);
    const problems = await startWithRot(dataDir, sound.acknowledged);
    flipByte(victim);
    const healed = await startNodeProcess({ dataDir });
    problems.push(
      ...(await mustHold({ kafka: kafkaOf(healed), topic: 'rotten' }, 'rotten', rotten.acknowledged)).map(
        (problem) => `after the byte was put back: ${problem}`,
      ),
    );
    await healed.stop();
    return problems;
  },
};

/** Either the node refuses with a sentence, or it serves everything else and the reader gets an error, never the byte. */
async function startWithRot(dataDir: string, soundRecords: number): Promise<string[]> {
  try {
    const node = await startNodeProcess({ dataDir });
    const problems = await mustHold({ kafka: kafkaOf(node), topic: 'sound' }, 'sound', soundRecords);
    const values: string[] = [];
    try {
      await readPartition(kafkaOf(node), { topic: 'rotten', partition: 0 }, ({ value }) =>
        values.push(value?.toString('latin1') ?? ''),
      );
      problems.push('a reader passed over the corrupt place without an error');
    } catch (error) {
      console.log(`    the client heard: ${String(error).slice(0, 200)}`);
    }
    if (values.some((value) => !/^rotten-\d+:x*$/.test(value))) problems.push('the corrupt byte was served');
    await node.stop();
    return problems;
  } catch (error) {
    if (!(error instanceof NodeDidNotStart)) throw error;
    console.log(`    said: ${error.output.trim().split('\n').at(-1) ?? ''}`);
    return error.code === 0 || error.code === null ? [`the node ended with ${error.code}`] : [];
  }
}

/** Damages a byte in the middle of a value; a second time puts it back. */
function flipByte(file: string): void {
  const at = Math.floor(statSync(file).size / 3);
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  byte.writeUInt8(byte.readUInt8(0) ^ 0x5a);
  writeSync(handle, byte, 0, 1, at);
  closeSync(handle);
}

/** The disk's faults. */
export const diskFaults: readonly Scenario[] = [fullDisk, corruptSegment];
