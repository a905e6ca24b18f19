"""The command line and the lines of a load program; see ../../load/load.ts."""
import argparse
import sys
import threading


def options():
    parser = argparse.ArgumentParser()
    for flag in ['bootstrap', 'topic', 'partitions', 'writer']:
        parser.add_argument(f'--{flag}', required=True)
    return parser.parse_args()


def stop_signal():
    stopped = threading.Event()

    def wait():
        sys.stdin.read()
        stopped.set()

    threading.Thread(target=wait, daemon=True).start()
    return stopped


def value(writer, partition, sequence):
    return f'{writer}:{partition}:{sequence}:{"x" * 100}'.encode()


class Ledger:
    """Prints acknowledgements, neighbouring ones as one range."""

    def __init__(self):
        self.ranges = {}

    def acknowledge(self, partition, sequence):
        held = self.ranges.get(partition)
        if held is not None and held[1] + 1 == sequence and held[1] - held[0] < 500:
            held[1] = sequence
            return
        self.print_range(partition)
        self.ranges[partition] = [sequence, sequence]

    def give_up(self, partition, sequence, error):
        print(f'lost {partition} {sequence}', flush=True)
        print(f'{error}', file=sys.stderr, flush=True)

    def print_range(self, partition):
        held = self.ranges.pop(partition, None)
        if held is not None:
            print(f'ack {partition} {held[0]} {held[1]}', flush=True)

    def print_all(self):
        for partition in list(self.ranges):
            self.print_range(partition)
