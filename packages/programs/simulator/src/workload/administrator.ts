/** Deletes records, changes configs, makes topics and deletes them again. */
import { describeError, ErrorCode } from '@ottla/base';
import { indexOf, partitionKey, topicOf } from '../history/history.ts';
import { BaseActor } from './actor.ts';
import { createTopicCall, deleteRecordsCall, deleteTopicCall, metadataCall, setConfigCall } from './kafka-calls.ts';

const configs: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['segment.bytes', ['16384', '65536']],
  ['index.interval.bytes', ['256', '4096']],
  ['message.timestamp.type', ['CreateTime', 'LogAppendTime']],
  ['file.delete.delay.ms', ['0', '1000']],
];

export class Administrator extends BaseActor {
  #serial = 0;
  readonly #own: string[] = [];

  override async step(): Promise<void> {
    if (!this.isWorking()) return;
    await this.pause(this.random.between(50, 800));
    if (!this.isWorking()) return;
    const does = this.random.pick(['records', 'config', 'create', 'auto', 'delete'] as const);
    if (does === 'records') await this.#deleteRecords();
    else if (does === 'config') await this.#configure();
    else if (does === 'create') await this.#create();
    else if (does === 'auto') await this.#autoCreate();
    else await this.#delete();
  }

  async #deleteRecords(): Promise<void> {
    const { catalog, history } = this.around;
    if (catalog.keys.length === 0) return;
    const key = this.random.pick(catalog.keys);
    const read = history.polls.findLast((poll) => poll.key === key);
    if (read === undefined) return;
    const offset = this.random.between(read.logStart, Math.floor((read.logStart + read.highWatermark) / 2));
    const { topics } = await this.client.call(deleteRecordsCall(topicOf(key), indexOf(key), offset));
    const answer = topics[0]?.partitions[0];
    this.#say(`delete records of ${key} before ${offset}: low ${answer?.lowWatermark}`, answer?.errorCode);
  }

  async #configure(): Promise<void> {
    const { topics } = this.around.catalog;
    if (topics.length === 0) return;
    const [name, values] = this.random.pick(configs);
    const topic = this.random.pick(topics);
    const value = this.random.pick(values);
    const { responses } = await this.client.call(setConfigCall(topic, name, value));
    this.#say(`${topic}: ${name}=${value}`, responses[0]?.errorCode);
  }

  async #create(): Promise<void> {
    const topic = this.#newName('made');
    const partitions = this.random.between(1, 2);
    const { topics } = await this.client.call(createTopicCall(topic, partitions, new Map()));
    const code = topics[0]?.errorCode;
    this.#say(`create ${topic}`, code);
    if (code === ErrorCode.NONE) this.#use(topic, partitions);
  }

  async #autoCreate(): Promise<void> {
    const topic = this.#newName('auto');
    const { topics } = await this.client.call(metadataCall([topic], true));
    const code = topics[0]?.errorCode;
    this.#say(`auto-create ${topic}`, code);
    if (code === ErrorCode.NONE) this.#use(topic, topics[0]?.partitions.length ?? 0);
  }

  async #delete(): Promise<void> {
    if (this.#own.length < 2) return;
    const topic = this.random.pick(this.#own);
    this.#own.splice(this.#own.indexOf(topic), 1);
    this.around.catalog.remove(topic);
    this.around.history.deletedTopics.add(topic);
    this.note(`deletes ${topic}`);
    const { responses } = await this.client.call(deleteTopicCall(topic));
    this.#say(`delete ${topic}`, responses[0]?.errorCode);
  }

  #use(topic: string, partitions: number): void {
    this.#own.push(topic);
    this.around.catalog.add(topic, partitions);
    this.note(`uses ${partitionKey(topic, partitions)}`);
  }

  #newName(kind: string): string {
    this.#serial += 1;
    return `${kind}-${this.name}-${this.#serial}`;
  }

  #say(what: string, code: number | undefined): void {
    this.note(`${what}: ${code === undefined ? 'no answer' : describeError(code as ErrorCode).name}`);
  }
}
