/**
 * Well-behaved clients beside an attack: one writes and reads through the Kafka door with KafkaJS, one writes through the
 * gRPC door with our SDK. Every record is acknowledged by all replicas, read back, and compared with what was written.
 */
import { Producer } from '@ottla/producer';
import kafkajs from 'kafkajs';
import { sleep } from '../lib/processes.ts';
import { createTopic, quietKafka, readPartition } from '../lib/topics.ts';

const recordsPerSend = 10;
const pauseMs = 50;
const readEveryMs = 1_000;

/** What a probe saw. */
export interface ProbeResult {
  readonly name: string;
  readonly acknowledged: number;
  readonly read: number;
  /** The slowest write of all. */
  readonly slowestMs: number;
  readonly problems: readonly string[];
}

/** A probe at work. */
export interface RunningProbe {
  /** Ends writing, reads what is left, and answers. */
  finish(): Promise<ProbeResult>;
}

interface Writer {
  send(values: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts one probe for each door. */
export async function startProbes(kafka: string, grpc: string): Promise<RunningProbe[]> {
  await createTopic(kafka, 'probe-kafka', 1);
  await createTopic(kafka, 'probe-grpc', 1);
  return [
    new Probe('probe-kafka', kafka, await kafkaWriter(kafka, 'probe-kafka')),
    new Probe('probe-grpc', kafka, grpcWriter(grpc, 'probe-grpc')),
  ];
}

async function kafkaWriter(bootstrap: string, topic: string): Promise<Writer> {
  const producer = quietKafka(bootstrap).producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
  await producer.connect();
  return {
    send: async (values) => {
      await producer.send({ topic, acks: -1, messages: values.map((value) => ({ partition: 0, value })) });
    },
    close: () => producer.disconnect(),
  };
}

function grpcWriter(bootstrapServers: string, topic: string): Writer {
  const producer = new Producer({ bootstrapServers });
  return {
    send: async (values) => {
      await producer.sendMany(values.map((value) => ({ topic, partition: 0, value })));
    },
    close: () => producer.close(),
  };
}

class Probe implements RunningProbe {
  readonly #name: string;
  readonly #kafka: string;
  readonly #writer: Writer;
  readonly #problems: string[] = [];
  readonly #writing: Promise<void>;
  readonly #reading: Promise<void>;
  #acknowledged = 0;
  #read = 0;
  #slowestMs = 0;
  #isOver = false;

  constructor(name: string, kafka: string, writer: Writer) {
    this.#name = name;
    this.#kafka = kafka;
    this.#writer = writer;
    this.#writing = this.#write();
    this.#reading = this.#readAlong();
  }

  async finish(): Promise<ProbeResult> {
    this.#isOver = true;
    await this.#writing;
    await this.#reading;
    await this.#writer.close();
    await this.#readOn();
    if (this.#read < this.#acknowledged)
      this.#problem(`${this.#acknowledged} records were acknowledged, ${this.#read} are there`);
    return {
      name: this.#name,
      acknowledged: this.#acknowledged,
      read: this.#read,
      slowestMs: this.#slowestMs,
      problems: this.#problems,
    };
  }

  async #write(): Promise<void> {
    while (!this.#isOver) {
      const first = this.#acknowledged;
      const started = performance.now();
      try {
        await this.#writer.send(Array.from({ length: recordsPerSend }, (_, index) => valueAt(first + index)));
      } catch (error) {
        this.#problem(`a write failed: ${String(error)}`);
        return;
      }
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - started);
      this.#acknowledged += recordsPerSend;
      await sleep(pauseMs);
    }
  }

  async #readAlong(): Promise<void> {
    while (!this.#isOver) {
      await sleep(readEveryMs);
      await this.#readOn();
    }
  }

  async #readOn(): Promise<void> {
    try {
      await readPartition(this.#kafka, { topic: this.#name, partition: 0, from: this.#read }, ({ offset, value }) => {
        const found = value?.toString('latin1');
        if (Number(offset) !== this.#read || found !== valueAt(this.#read))
          this.#problem(`at ${offset} there is ${String(found)} in place of ${valueAt(this.#read)}`);
        this.#read += 1;
      });
    } catch (error) {
      this.#problem(`a read failed: ${String(error)}`);
    }
  }

  #problem(sentence: string): void {
    if (this.#problems.length < 20) this.#problems.push(`${this.#name}: ${sentence}`);
  }
}

function valueAt(index: number): string {
  return `value ${index} `.padEnd(100, 'x');
}
