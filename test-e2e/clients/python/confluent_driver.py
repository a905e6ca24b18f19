"""confluent-kafka, which carries a current librdkafka. Reads with `assign`, without a group's coordinator."""
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from digest import TopicDigester
from driver import run

READ_SECONDS_MAX = 120


def write(bootstrap, topic, codec, records):
    failures = []

    def delivered(error, _):
        if error is not None:
            failures.append(str(error))

    producer = Producer({
        'bootstrap.servers': bootstrap, 'client.id': 'e2e-confluent', 'compression.type': codec, 'linger.ms': 20,
        'enable.idempotence': True, 'partitioner': 'consistent', 'queue.buffering.max.messages': 1_000_000,
    })
    for record in records:
        producer.produce(topic, record['value'].encode(), record['key'].encode(),
                         headers=[('section', record['section'].encode())], on_delivery=delivered)
        producer.poll(0)
    left = producer.flush(120)
    if failures or left:
        raise RuntimeError(f'{len(failures)} records failed, {left} were never answered: {failures[:1]}')
    return len(records)


def read(bootstrap, topic, partitions, count):
    consumer = Consumer({
        'bootstrap.servers': bootstrap, 'client.id': 'e2e-confluent', 'group.id': 'unused', 'enable.auto.commit': False,
        'enable.partition.eof': True, 'auto.offset.reset': 'error',
    })
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in range(partitions)])
    digester, open_partitions, quiet = TopicDigester(), set(range(partitions)), 0
    while open_partitions:
        messages = consumer.consume(5000, 0.1)
        quiet = 0 if messages else quiet + 1
        if quiet > READ_SECONDS_MAX * 10:
            raise TimeoutError(f'nothing came for {READ_SECONDS_MAX} s')
        for message in messages:
            if message.error() is None:
                digester.add(message.partition(), message.key(), message.value(), message.headers() or [])
            elif message.error().name() == '_PARTITION_EOF':
                open_partitions.discard(message.partition())
            else:
                raise RuntimeError(str(message.error()))
    consumer.close()
    if digester.records != count:
        raise RuntimeError(f'read {digester.records} records, {count} were written')
    return digester.finish()


if __name__ == '__main__':
    run('confluent-kafka', write, read)
