/** All clients of a run: makes them, replaces the killed, tells how they are. */
import { describeError, ErrorCode, messageOf } from '@ottla/base';
import { kafkaPort, nodeHost } from '../world/machine.ts';
import type { Actor } from './actor.ts';
import { Administrator } from './administrator.ts';
import { Consumer } from './consumer.ts';
import { IdempotentProducer } from './idempotent-producer.ts';
import { createTopicCall } from './kafka-calls.ts';
import { KafkaClient } from './kafka-client.ts';
import { PlainProducer } from './plain-producer.ts';
import { SdkConsumer } from './sdk-consumer.ts';
import { SdkProducer } from './sdk-producer.ts';
import type { Surroundings } from './surroundings.ts';

type Make = (name: string, around: Surroundings) => Actor;

interface Member {
  readonly actor: Actor;
  readonly make: Make;
  readonly run: Promise<void>;
}

/** The clients. */
export class Crowd {
  readonly #around: Surroundings;
  readonly #members = new Map<string, Member>();
  readonly #runs: Promise<void>[] = [];
  #serial = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** The hosts on which clients are. */
  get hosts(): readonly string[] {
    return [...this.#members.keys()];
  }

  /** Makes the topics that the clients begin with. Tries until they are there. */
  async makeTopics(): Promise<void> {
    const { network, timers, swarm } = this.#around;
    const client = new KafkaClient({
      network: network.host('setup'),
      timers,
      host: nodeHost,
      port: kafkaPort,
      clientId: 'setup',
    });
    for (let number = 1; number <= swarm.topics; number += 1) await this.#makeTopic(client, `topic-${number}`);
    client.close();
  }

  start(): void {
    const { swarm } = this.#around;
    this.#add(swarm.idempotentProducers, 'idem', (name, around) => new IdempotentProducer(name, around));
    this.#add(swarm.plainProducers, 'plain', (name, around) => new PlainProducer(name, around));
    this.#add(swarm.consumers, 'cons', (name, around) => new Consumer(name, around));
    this.#add(swarm.sdkProducers, 'sdkp', (name, around) => new SdkProducer(name, around));
    this.#add(swarm.sdkConsumers, 'sdkc', (name, around) => new SdkConsumer(name, around));
    this.#add(swarm.administrators, 'admin', (name, around) => new Administrator(name, around));
  }

  /** Kills a client and starts a new one of its kind. */
  replace(name: string): void {
    const member = this.#members.get(name);
    if (member === undefined) return;
    member.actor.kill();
    this.#members.delete(name);
    const kind = name.slice(0, name.lastIndexOf('-'));
    this.#add(1, kind, member.make);
  }

  /** Acknowledged batches of each writing client that lives. */
  acknowledged(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [name, { actor }] of this.#members)
      if (actor.acknowledged !== undefined) counts.set(name, actor.acknowledged);
    return counts;
  }

  /** Resolves when every client has ended, which they do when the phase is `over`. */
  async ended(): Promise<void> {
    await Promise.all(this.#runs);
  }

  #add(count: number, kind: string, make: Make): void {
    for (let index = 0; index < count; index += 1) {
      this.#serial += 1;
      const name = `${kind}-${this.#serial}`;
      const actor = make(name, this.#around);
      const run = actor.run();
      this.#members.set(name, { actor, make, run });
      this.#runs.push(run);
    }
  }

  async #makeTopic(client: KafkaClient, topic: string): Promise<void> {
    const { swarm, catalog, timeline } = this.#around;
    for (;;) {
      try {
        const { topics } = await client.call(createTopicCall(topic, swarm.partitions, new Map()));
        const code = topics[0]?.errorCode as ErrorCode;
        timeline.note('setup', `create ${topic}: ${describeError(code).name}`);
        if (code === ErrorCode.NONE || code === ErrorCode.TOPIC_ALREADY_EXISTS) break;
      } catch (error) {
        timeline.note('setup', messageOf(error));
      }
    }
    catalog.add(topic, swarm.partitions);
  }
}
