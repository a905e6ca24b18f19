"""Speaks as much of the protocol as kafka-python offers. Usage: kafka_python_client.py BOOTSTRAP SAMPLES"""
import base64
import json
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import (
    ACL, ACLFilter, ACLOperation, ACLPermissionType, ACLResourcePatternType, ConfigResource, ConfigResourceType, KafkaAdminClient, NewTopic,
    ResourcePattern, ResourcePatternFilter, ResourceType,
)
from kafka.structs import OffsetAndMetadata

bootstrap, samples_file = sys.argv[1:3]
samples = json.load(open(samples_file, encoding='utf8'))
base = {'bootstrap_servers': bootstrap, 'client_id': 'golden-kafka-python'}


def bytes_of(text):
    return None if text is None else base64.b64decode(text)


def attempt(name, action):
    try:
        return action()
    except Exception as error:  # an API that the broker refuses is a good frame too
        print(f'{name}: {type(error).__name__} {error}', file=sys.stderr)
        return None


def produce(codec):
    sent = [sample for sample in samples if all(value is not None for _, value in sample['headers'])]
    producer = KafkaProducer(**base, compression_type=None if codec == 'none' else codec, linger_ms=300, acks='all')
    for sample in sent:
        producer.send(f'golden-{codec}', bytes_of(sample['value']), bytes_of(sample['key']),
                      [(name, bytes_of(value)) for name, value in sample['headers']], 0, sample['timestamp'])
    producer.flush(20)
    producer.close()
    print(json.dumps({'codec': codec, 'records': sent}), flush=True)


def consume():
    consumer = KafkaConsumer('golden-none', **base, group_id='golden-kafka-python', auto_offset_reset='earliest',
                             enable_auto_commit=False, consumer_timeout_ms=4000, heartbeat_interval_ms=500)
    for _ in consumer:
        pass
    partition = TopicPartition('golden-none', 0)
    attempt('commit', lambda: consumer.commit({partition: OffsetAndMetadata(2, 'two', -1)}))
    attempt('committed', lambda: consumer.committed(partition))
    attempt('times', lambda: consumer.offsets_for_times({partition: samples[2]['timestamp']}))
    attempt('ends', lambda: consumer.end_offsets([partition]))
    consumer.close()


def transact():
    producer = KafkaProducer(**base, transactional_id='golden-kafka-python')
    producer.init_transactions()
    producer.begin_transaction()
    producer.send('golden-transactions', b'value', b'key', partition=0)
    producer.send_offsets_to_transaction({TopicPartition('golden-none', 0): OffsetAndMetadata(1, '', -1)}, 'golden-kafka-python-tx')
    producer.commit_transaction()
    producer.close()


def administer():
    admin = KafkaAdminClient(**base)
    topic, partition = 'golden-kafka-python-admin', TopicPartition('golden-none', 0)
    here = ConfigResource(ConfigResourceType.TOPIC, topic)
    steps = {
        'create': lambda: admin.create_topics([NewTopic(topic, 2, 1, topic_configs={'retention.ms': '3600000'})]),
        'wait': lambda: admin.wait_for_topics([topic]),
        'partitions': lambda: admin.create_partitions({topic: 4}),
        'configs': lambda: admin.describe_configs([here], include_synonyms=True),
        'incremental': lambda: admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {'retention.ms': '7200000'})], incremental=True),
        'alter': lambda: admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {'retention.ms': '7200000'})], incremental=False),
        'resources': lambda: admin.list_config_resources(),
        'cluster': lambda: admin.describe_cluster(),
        'topics': lambda: admin.describe_topics([topic]),
        'topic partitions': lambda: admin.describe_topic_partitions([topic]),
        'log dirs': lambda: admin.describe_log_dirs([partition]),
        'producers': lambda: admin.describe_producers([partition]),
        'transactions': lambda: admin.list_transactions(),
        'describe transactions': lambda: admin.describe_transactions(['golden-kafka-python']),
        'quorum': lambda: admin.describe_metadata_quorum(),
        'features': lambda: admin.describe_features(),
        'groups': lambda: admin.list_groups(),
        'describe groups': lambda: admin.describe_groups(['golden-kafka-python']),
        'group offsets': lambda: admin.list_group_offsets({'golden-kafka-python': None}),
        'alter offsets': lambda: admin.alter_group_offsets('golden-kafka-python', {partition: OffsetAndMetadata(1, '', -1)}),
        'delete offsets': lambda: admin.delete_group_offsets('golden-kafka-python', [partition]),
        'delete groups': lambda: admin.delete_groups(['golden-kafka-python']),
        'reassignments': lambda: admin.list_partition_reassignments(),
        'reassign': lambda: admin.alter_partition_reassignments({TopicPartition(topic, 0): [1]}),
        'elect': lambda: admin.elect_leaders(0, {topic: [0]}),
        'delete records': lambda: admin.delete_records({TopicPartition('golden-trim', 0): 2}),
        'scram': lambda: admin.describe_user_scram_credentials(),
        'create acls': lambda: admin.create_acls([ACL('User:golden', '*', ACLOperation.READ, ACLPermissionType.ALLOW, ResourcePattern(ResourceType.TOPIC, topic))]),
        'describe acls': lambda: admin.describe_acls(ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, ResourcePatternFilter(ResourceType.TOPIC, topic, ACLResourcePatternType.ANY))),
        'delete acls': lambda: admin.delete_acls([ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, ResourcePatternFilter(ResourceType.TOPIC, topic, ACLResourcePatternType.ANY))]),
        'delete': lambda: admin.delete_topics([topic]),
    }
    for name, step in steps.items():
        attempt(name, step)
    admin.close()


for each in ['none', 'gzip', 'snappy', 'lz4', 'zstd']:
    attempt(each, lambda codec=each: produce(codec))
for step in [consume, transact, administer]:
    attempt(step.__name__, step)
