"""Speaks as much of the protocol as confluent-kafka (librdkafka) offers. Usage: confluent_client.py BOOTSTRAP SAMPLES"""
import base64
import json
import sys
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka import IsolationLevel, TopicCollection
from confluent_kafka.admin import (
    AclBinding, AclBindingFilter, AclOperation, AclPermissionType, AdminClient, AlterConfigOpType, ConfigEntry,
    ConfigResource, NewPartitions, NewTopic, OffsetSpec, ResourcePatternType, ResourceType,
)
from confluent_kafka import ElectionType

bootstrap, samples_file = sys.argv[1:3]
samples = json.load(open(samples_file, encoding='utf8'))
base = {'bootstrap.servers': bootstrap, 'client.id': 'golden-confluent'}


def bytes_of(text):
    return None if text is None else base64.b64decode(text)


def attempt(name, action):
    try:
        result = action()
        futures = result.values() if isinstance(result, dict) else [result] if hasattr(result, 'result') else []
        for future in futures:
            future.result(20)
    except Exception as error:  # an API that the broker refuses is a good frame too
        print(f'{name}: {error}', file=sys.stderr)


def produce(codec):
    producer = Producer({**base, 'compression.type': codec, 'linger.ms': 200, 'enable.idempotence': codec != 'none'})
    for sample in samples:
        producer.produce(f'golden-{codec}', bytes_of(sample['value']), bytes_of(sample['key']), 0,
                         timestamp=sample['timestamp'], headers=[(n, bytes_of(v)) for n, v in sample['headers']])
    producer.flush(20)
    print(json.dumps({'codec': codec, 'records': samples}), flush=True)


def consume():
    consumer = Consumer({**base, 'group.id': 'golden-confluent', 'auto.offset.reset': 'earliest',
                         'enable.auto.commit': False, 'heartbeat.interval.ms': 500})
    consumer.subscribe(['golden-none', 'golden-gzip'])
    deadline = time.time() + 4
    while time.time() < deadline:
        message = consumer.poll(0.2)
        if message is not None and message.error() is None:
            attempt('commit', lambda: consumer.commit(message, asynchronous=False) and None)
    attempt('committed', lambda: consumer.committed([TopicPartition('golden-none', 0)]) and None)
    attempt('offsets', lambda: consumer.offsets_for_times([TopicPartition('golden-none', 0, samples[2]['timestamp'])]) and None)
    attempt('watermarks', lambda: consumer.get_watermark_offsets(TopicPartition('golden-none', 0)) and None)
    consumer.close()


def consume_new_protocol():
    consumer = Consumer({**base, 'group.id': 'golden-confluent-new', 'group.protocol': 'consumer', 'auto.offset.reset': 'earliest'})
    consumer.subscribe(['golden-none'])
    deadline = time.time() + 3
    while time.time() < deadline:
        consumer.poll(0.2)
    consumer.close()


def transact():
    producer = Producer({**base, 'transactional.id': 'golden-confluent'})
    producer.init_transactions(20)
    producer.begin_transaction()
    producer.produce('golden-transactions', b'value', b'key', 0)
    consumer = Consumer({**base, 'group.id': 'golden-confluent-tx', 'auto.offset.reset': 'earliest'})
    consumer.assign([TopicPartition('golden-none', 0, 0)])
    producer.send_offsets_to_transaction([TopicPartition('golden-none', 0, 3)], consumer.consumer_group_metadata(), 20)
    producer.commit_transaction(20)
    producer.begin_transaction()
    producer.produce('golden-transactions', b'aborted', b'key', 0)
    producer.flush(10)
    producer.abort_transaction(20)
    consumer.close()


def administer():
    admin = AdminClient(base)
    topic, resource = 'golden-confluent-admin', ConfigResource(ConfigResource.Type.TOPIC, 'golden-confluent-admin')
    attempt('create', lambda: admin.create_topics([NewTopic(topic, 2, 1, config={'retention.ms': '3600000'})]))
    attempt('partitions', lambda: admin.create_partitions([NewPartitions(topic, 4)]))
    attempt('describe configs', lambda: admin.describe_configs([resource]))
    attempt('alter configs', lambda: admin.alter_configs([ConfigResource(ConfigResource.Type.TOPIC, topic, set_config={'retention.ms': '7200000'})]))
    entry = ConfigEntry('retention.bytes', '1048576', incremental_operation=AlterConfigOpType.SET)
    attempt('incremental', lambda: admin.incremental_alter_configs([ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])]))
    attempt('describe topics', lambda: admin.describe_topics(TopicCollection([topic]), include_authorized_operations=True))
    attempt('describe cluster', lambda: admin.describe_cluster(include_authorized_operations=True))
    attempt('list offsets', lambda: admin.list_offsets({TopicPartition('golden-none', 0): OffsetSpec.max_timestamp()}, isolation_level=IsolationLevel.READ_COMMITTED))
    attempt('delete records', lambda: admin.delete_records([TopicPartition('golden-trim', 0, 1)]))
    attempt('list groups', lambda: admin.list_consumer_groups())
    attempt('describe groups', lambda: admin.describe_consumer_groups(['golden-confluent', 'golden-confluent-new']))
    attempt('group offsets', lambda: admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions('golden-confluent')]))
    altered = ConsumerGroupTopicPartitions('golden-confluent', [TopicPartition('golden-none', 0, 2)])
    attempt('alter offsets', lambda: admin.alter_consumer_group_offsets([altered]))
    attempt('delete groups', lambda: admin.delete_consumer_groups(['golden-confluent']))
    attempt('elect', lambda: admin.elect_leaders(ElectionType.PREFERRED, [TopicPartition(topic, 0)]))
    binding = AclBinding(ResourceType.TOPIC, topic, ResourcePatternType.LITERAL, 'User:golden', '*', AclOperation.READ, AclPermissionType.ALLOW)
    anything = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY)
    attempt('create acls', lambda: admin.create_acls([binding]))
    attempt('describe acls', lambda: admin.describe_acls(anything))
    attempt('delete acls', lambda: admin.delete_acls([anything]))
    attempt('scram', lambda: admin.describe_user_scram_credentials())
    attempt('delete', lambda: admin.delete_topics([topic]))


for each in ['none', 'gzip', 'snappy', 'lz4', 'zstd']:
    produce(each)
for step in [consume, consume_new_protocol, transact, administer]:
    attempt(step.__name__, step)
