"""kafka-python. Reads with `assign`, without a group."""
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from digest import TopicDigester
from driver import run


def write(bootstrap, topic, codec, records):
    producer = KafkaProducer(bootstrap_servers=bootstrap, client_id='e2e-kafka-python', acks='all', linger_ms=20,
                             batch_size=262144, compression_type=None if codec == 'none' else codec)
    futures = [producer.send(topic, record['value'].encode(), record['key'].encode(),
                             [('section', record['section'].encode())]) for record in records]
    producer.flush(120)
    for future in futures:
        future.get(10)
    producer.close()
    return len(records)


def read(bootstrap, topic, partitions, count):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, client_id='e2e-kafka-python', enable_auto_commit=False,
                             auto_offset_reset='none', max_poll_records=2000)
    assigned = [TopicPartition(topic, partition) for partition in range(partitions)]
    consumer.assign(assigned)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(assigned)
    digester, quiet = TopicDigester(), 0
    while any(consumer.position(partition) < ends[partition] for partition in assigned):
        polled = consumer.poll(1000)
        quiet = 0 if polled else quiet + 1
        if quiet > 60:
            raise TimeoutError('nothing came for 60 s')
        for partition, messages in polled.items():
            for message in messages:
                digester.add(partition.partition, message.key, message.value, message.headers)
    consumer.close()
    if digester.records != count:
        raise RuntimeError(f'read {digester.records} records, {count} were written')
    return digester.finish()


if __name__ == '__main__':
    run('kafka-python', write, read)
