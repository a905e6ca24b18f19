"""Publishes and subscribes with nothing but stubs made from the proto files. Usage: grpc_program.py HOST:PORT"""
import sys
import time

import grpc
from ottla.v1 import admin_pb2, admin_pb2_grpc, common_pb2, messages_pb2, messages_pb2_grpc

RECORDS = 2_000
PARTITIONS = 3
TOPIC = f'python-grpc-{time.time_ns()}'
TIMEOUT = 60
# Young enough for the retention of the topic, however long this takes.
FIRST_MS = int(time.time() * 1000) - 60_000

channel = grpc.insecure_channel(sys.argv[1])
messages = messages_pb2_grpc.MessagesStub(channel)
admin = admin_pb2_grpc.AdminStub(channel)


def expect(condition, sentence):
    if not condition:
        raise AssertionError(sentence)


def records():
    """Every kind: keyed and not, tombstones, empty values, several headers of one name, a time of its own."""
    for number in range(RECORDS):
        record = messages_pb2.PublishRecord(id=number, topic=TOPIC, partition=number % PARTITIONS)
        if number % 5 != 0:
            record.key = f'key-{number}'.encode()
        if number % 7 != 0:
            record.value = b'' if number % 11 == 0 else f'value-{number}-größe'.encode()
        if number % 3 == 0:
            record.headers.extend([common_pb2.Header(key='again', value=b'1'), common_pb2.Header(key='again', value=b'2'),
                                   common_pb2.Header(key='none')])
        record.timestamp_ms = FIRST_MS + number
        yield record


def content(record):
    return (record.key if record.HasField('key') else None, record.value if record.HasField('value') else None,
            [(h.key, h.value if h.HasField('value') else None) for h in record.headers], record.timestamp_ms)


def create_topic():
    wanted = admin_pb2.NewTopic(name=TOPIC, num_partitions=PARTITIONS)
    created = admin.CreateTopics(admin_pb2.CreateTopicsRequest(topics=[wanted]), timeout=TIMEOUT).topics[0]
    expect(not created.HasField('error'), f'creating the topic failed: {created.error.message}')
    expect(created.num_partitions == PARTITIONS, f'{created.num_partitions} partitions instead of {PARTITIONS}')


def publish():
    sent = list(records())
    requests = (messages_pb2.PublishRequest(records=sent[at:at + 100]) for at in range(0, RECORDS, 100))
    results = {}
    for response in messages.Publish(requests, timeout=TIMEOUT):
        for result in response.results:
            expect(not result.HasField('error'), f'record {result.id} failed: {result.error.message}')
            expect(result.id not in results, f'record {result.id} was answered twice')
            results[result.id] = (result.partition, result.offset)
    expect(len(results) == RECORDS, f'{len(results)} results for {RECORDS} records')
    return sent, results


def subscribe(**start):
    request = messages_pb2.SubscribeRequest(topic=TOPIC, start=messages_pb2.StartPosition(**start), stop_at_end=True)
    return [message for response in messages.Subscribe(request, timeout=TIMEOUT) for message in response.messages]


def check_all(sent, results):
    read = subscribe(earliest=messages_pb2.StartPosition.Earliest())
    by_place = {(message.partition, message.offset): message for message in read}
    expect(len(read) == RECORDS and len(by_place) == RECORDS, f'{len(read)} messages read, {RECORDS} published')
    for record in sent:
        message = by_place.get(results[record.id])
        expect(message is not None, f'record {record.id} is not at its place {results[record.id]}')
        expect(content(message) == content(record), f'record {record.id}: sent {content(record)}, read {content(message)}')
    last = {}
    for message in read:
        expect(message.offset > last.get(message.partition, -1), f'partition {message.partition} came out of order')
        last[message.partition] = message.offset


def check_positions(sent, results):
    offset = messages_pb2.PartitionOffset(partition=1, offset=100)
    request = messages_pb2.SubscribeRequest(topic=TOPIC, partitions=[1], stop_at_end=True,
                                            start=messages_pb2.StartPosition(offsets=messages_pb2.StartPosition.Offsets(partitions=[offset])))
    read = [message for response in messages.Subscribe(request, timeout=TIMEOUT) for message in response.messages]
    expect(read[0].offset == 100 and all(message.partition == 1 for message in read), 'a start by offset began elsewhere')
    late = subscribe(timestamp_ms=sent[RECORDS // 2].timestamp_ms)
    expect(min(message.timestamp_ms for message in late) == sent[RECORDS // 2].timestamp_ms, 'a start by time began elsewhere')


def check_one_and_batch():
    one = messages.PublishOne(messages_pb2.PublishOneRequest(record=messages_pb2.PublishRecord(id=1, topic=TOPIC, partition=0, value=b'one')), timeout=TIMEOUT)
    expect(one.result.offset >= 0, 'PublishOne answered no offset')
    some = [messages_pb2.PublishRecord(id=number, topic=TOPIC, key=b'k', value=b'batch') for number in range(5)]
    batch = messages.PublishBatch(messages_pb2.PublishBatchRequest(records=some), timeout=TIMEOUT)
    expect([result.id for result in batch.results] == list(range(5)), 'PublishBatch answered other ids')
    expect(len({result.partition for result in batch.results}) == 1, 'one key went to several partitions')


def check_new_topic():
    """A produce to a topic that did not exist is acknowledged at once."""
    started = time.monotonic()
    messages.PublishOne(messages_pb2.PublishOneRequest(record=messages_pb2.PublishRecord(topic=f'{TOPIC}-new', value=b'first')), timeout=TIMEOUT)
    expect(time.monotonic() - started < 2, 'the first record of a new topic took more than 2 s')


def check_refusal():
    bad = messages_pb2.PublishRecord(topic=TOPIC, partition=PARTITIONS + 7, value=b'nowhere')
    try:
        messages.PublishOne(messages_pb2.PublishOneRequest(record=bad), timeout=TIMEOUT)
    except grpc.RpcError as error:
        trailing = {key: value for key, value in error.trailing_metadata() or []}
        expect('ottla-error-name' in trailing, f'the status carries no ottla-error-name: {trailing}')
        expect(len(error.details()) > 10, 'the status has no sentence')
        return
    raise AssertionError('a partition that does not exist was accepted')


create_topic()
published, places = publish()
check_all(published, places)
check_positions(published, places)
check_one_and_batch()
check_new_topic()
check_refusal()
print(f'python-grpc: {RECORDS} records published and read back, by offset and by time too, with stubs made from proto/ only')
