"""confluent-kafka (librdkafka) with its idempotent producer, five requests in flight."""
from confluent_kafka import KafkaException, Producer

from load import Ledger, options, stop_signal, value

flags, ledger, stopped = options(), Ledger(), stop_signal()
partitions = int(flags.partitions)
sequences = [0] * partitions
WAITING_MAX = 2_000


def open_producer():
    return Producer({
        'bootstrap.servers': flags.bootstrap, 'client.id': flags.writer, 'enable.idempotence': True, 'linger.ms': 5,
        'message.timeout.ms': 300_000, 'reconnect.backoff.ms': 20, 'reconnect.backoff.max.ms': 200, 'retry.backoff.ms': 20,
        'socket.timeout.ms': 10_000, 'log_level': 0,
    })


def on_delivery(partition, sequence):
    def delivered(error, _):
        if error is None:
            ledger.acknowledge(partition, sequence)
        else:
            ledger.give_up(partition, sequence, error)
    return delivered


producer, turn = open_producer(), 0
while not stopped.is_set():
    partition = turn % partitions
    turn += 1
    sequence = sequences[partition]
    sequences[partition] += 1
    try:
        producer.produce(flags.topic, value(flags.writer, partition, sequence), partition=partition,
                         on_delivery=on_delivery(partition, sequence))
    except KafkaException as error:
        ledger.give_up(partition, sequence, error)
        producer.flush(10)
        producer = open_producer()
    while len(producer) >= WAITING_MAX and not stopped.is_set():
        producer.poll(0.05)
    producer.poll(0)
producer.flush(60)
ledger.print_all()
