"""kafka-python with its idempotent producer."""
from kafka import KafkaProducer

from load import Ledger, options, stop_signal, value

flags, ledger, stopped = options(), Ledger(), stop_signal()
partitions = int(flags.partitions)
sequences = [0] * partitions
BATCH = 200


def open_producer():
    return KafkaProducer(bootstrap_servers=flags.bootstrap, client_id=flags.writer, enable_idempotence=True, linger_ms=5,
                         delivery_timeout_ms=300_000, request_timeout_ms=10_000, retry_backoff_ms=20,
                         reconnect_backoff_ms=20, reconnect_backoff_max_ms=200, max_block_ms=120_000)


producer, turn = open_producer(), 0
while not stopped.is_set():
    partition = turn % partitions
    turn += 1
    sent = []
    for _ in range(BATCH):
        sequence = sequences[partition]
        sequences[partition] += 1
        sent.append((sequence, producer.send(flags.topic, value(flags.writer, partition, sequence), partition=partition)))
    failed = False
    for sequence, future in sent:
        try:
            future.get(300)
            ledger.acknowledge(partition, sequence)
        except Exception as error:
            failed = True
            ledger.give_up(partition, sequence, f'{type(error).__name__}: {error}')
    if failed:
        producer.close(5)
        producer = open_producer()
ledger.print_all()
producer.close(10)
