/**
 * The admin client: topics, configs, offsets and the cluster over gRPC. A method is one request, which any node answers, and one to
 * each leader where it is about partitions; when something in it was refused the method throws a typed error that says what, why, and
 * what to do.
 */
import {
  type ClientOptions,
  Connection,
  defaultClientPlatform,
  LeaderCalls,
  MetadataView,
  resolveClientOptions,
} from '@ottla/client-core';
import { adminService, clusterService, quorumService } from '@ottla/rpc';
import { ConfigAdmin } from './config-admin.ts';
import { leadersTimeoutMsDefault } from './limits.ts';
import { OffsetAdmin } from './offset-admin.ts';
import { PartitionSizes } from './partition-sizes.ts';
import { QuorumAdmin } from './quorum-admin.ts';
import { QuotaAdmin } from './quota-admin.ts';
import { TopicAdmin } from './topic-admin.ts';
import type {
  ClusterDescription,
  ClusterHealth,
  ConfigChange,
  ConfigDescription,
  ConfigResource,
  CreatedTopic,
  MemberChange,
  NewTopic,
  OffsetAnswer,
  OffsetQuestion,
  Quota,
  QuotaChange,
  QuotaEntity,
  RecordsBefore,
  SnapshotTaken,
  TopicDescription,
  TopicListing,
  TopicPartition,
} from './types.ts';

/**
 * A client for administration.
 *
 * ```ts
 * const admin = new Admin({ bootstrapServers: '127.0.0.1:9093' });
 * await admin.createTopics([{ name: 'orders', partitions: 3 }]);
 * await admin.close();
 * ```
 */
export class Admin {
  readonly #connection: Connection;
  readonly #topics: TopicAdmin;
  readonly #configs: ConfigAdmin;
  readonly #offsets: OffsetAdmin;
  readonly #quotas: QuotaAdmin;
  readonly #quorum: QuorumAdmin;

  /** Throws an `InvalidOptionError`. Connects when it is first used. */
  constructor(options: ClientOptions = {}) {
    this.#connection = new Connection(resolveClientOptions(options), options.platform ?? defaultClientPlatform());
    const call = this.#connection.callAny.bind(this.#connection);
    const { metadataMaxAgeMs } = this.#connection.settings;
    const metadata = new MetadataView(this.#connection, { allowAutoCreate: false, maxAgeMs: metadataMaxAgeMs });
    const leaders = new LeaderCalls(this.#connection, metadata);
    this.#topics = new TopicAdmin(call, adminService, new PartitionSizes(this.#connection, leaders));
    this.#configs = new ConfigAdmin(call, adminService);
    this.#quotas = new QuotaAdmin(call, adminService);
    this.#quorum = new QuorumAdmin(call, quorumService);
    this.#offsets = new OffsetAdmin(this.#connection, leaders);
  }

  /** Creates topics; resolves when they can be written to. With `validateOnly` nothing is created. */
  createTopics(
    topics: readonly NewTopic[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly CreatedTopic[]> {
    return this.#topics.create(topics, options.validateOnly ?? false);
  }

  /** Deletes topics with all their records. */
  deleteTopics(names: readonly string[]): Promise<void> {
    return this.#topics.delete(names);
  }

  /** All topics that the caller may see, by name. */
  listTopics(options: { readonly includeInternal?: boolean } = {}): Promise<readonly TopicListing[]> {
    return this.#topics.list(options.includeInternal ?? false);
  }

  /**
   * Topics with their partitions and own configs, all topics when none is named. Throws when one of them does not exist. Each
   * partition's leader is asked for offsets and size; where it does not tell them in time, `unknownBecause` says why. With
   * `sizes: false` nobody else is asked.
   */
  describeTopics(
    names: readonly string[],
    options: { readonly sizes?: boolean } = {},
  ): Promise<readonly TopicDescription[]> {
    return this.#topics.describe(names, options.sizes ?? true);
  }

  /** Gives a topic more partitions: `totalCount` afterwards. */
  createPartitions(topic: string, totalCount: number): Promise<void> {
    return this.#topics.grow(topic, totalCount);
  }

  /** The configs in effect, all or those named. */
  describeConfigs(resource: ConfigResource, names: readonly string[] = []): Promise<readonly ConfigDescription[]> {
    return this.#configs.describe(resource, names);
  }

  /** Changes single configs; those that are not named stay. All changes are made or none. */
  alterConfigs(resource: ConfigResource, changes: readonly ConfigChange[]): Promise<void> {
    return this.#configs.alter(resource, changes);
  }

  /** All limits of users and client ids that are set. */
  listQuotas(): Promise<readonly Quota[]> {
    return this.#quotas.list();
  }

  /** Sets and takes away limits of an entity; those that are not named stay. All changes are made or none. */
  alterQuota(entity: QuotaEntity, changes: readonly QuotaChange[]): Promise<void> {
    return this.#quotas.alter(entity, changes);
  }

  /** Offsets of partitions by position or time, from their leaders. Fails when one of them cannot be had. */
  listOffsets(partitions: readonly TopicPartition[], at: OffsetQuestion): Promise<readonly OffsetAnswer[]> {
    return Promise.all(this.listOffsetsEach(partitions, at));
  }

  /** The same as a promise for each partition: those whose leaders answer do not wait for, nor fail with, the others. */
  listOffsetsEach(
    partitions: readonly TopicPartition[],
    at: OffsetQuestion,
    timeoutMs: number = leadersTimeoutMsDefault,
  ): Promise<OffsetAnswer>[] {
    return this.#offsets.list(partitions, at, timeoutMs);
  }

  /** Makes records before an offset unreadable (-1: all that can be read now); answers the new first offset. */
  async deleteRecords(partition: TopicPartition, beforeOffset: number): Promise<number> {
    const [first = -1] = await Promise.all(this.deleteRecordsEach([{ ...partition, beforeOffset }]));
    return first;
  }

  /** The same for many partitions, a promise for each. */
  deleteRecordsEach(
    partitions: readonly RecordsBefore[],
    timeoutMs: number = leadersTimeoutMsDefault,
  ): Promise<number>[] {
    return this.#offsets.deleteRecords(partitions, timeoutMs);
  }

  async describeCluster(): Promise<ClusterDescription> {
    const answer = await this.#connection.callAny(clusterService.describeCluster, {}, 'describe the cluster');
    const nodes = answer.nodes.map(({ id, host, port, rack }) => ({
      id,
      host,
      port,
      rack: rack === '' ? undefined : rack,
    }));
    return { clusterId: answer.clusterId, controllerId: answer.controllerId, nodes, version: answer.version };
  }

  /** The quorum that keeps the metadata, as its leader and the asked node see it, and which brokers are in service. */
  describeQuorum(): Promise<ClusterHealth> {
    return this.#quorum.describe();
  }

  /**
   * Takes nodes into the quorum and lets others go; resolves when that is through. After a `TimedOutError`, or one of which
   * `kafkaError` is REQUEST_TIMED_OUT, newcomers still catch up: the same call goes on from there.
   */
  changeMembers(change: MemberChange): Promise<void> {
    return this.#quorum.change(change);
  }

  /** Hands the leadership of the metadata to a member; resolves when it leads. */
  transferLeader(id: number): Promise<void> {
    return this.#quorum.transferTo(id);
  }

  /** Has the asked node write a snapshot of the metadata. */
  takeSnapshot(): Promise<SnapshotTaken> {
    return this.#quorum.takeSnapshot();
  }

  /** Forgets a broker that is out of service for good. */
  unregisterBroker(id: number): Promise<void> {
    return this.#quorum.unregister(id);
  }

  /** Lets the connection go. Calls under way fail. */
  async close(): Promise<void> {
    this.#connection.close();
  }
}
