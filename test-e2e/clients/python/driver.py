"""The command line that every driver of the client matrix speaks; see ../driver.ts."""
import argparse
import json
import time


def load(path):
    with open(path, encoding='utf8') as lines:
        return [json.loads(line) for line in lines]


def run(client, write, read):
    parser = argparse.ArgumentParser()
    parser.add_argument('verb', choices=['write', 'read'])
    for flag in ['bootstrap', 'prefix', 'codecs', 'input', 'topics', 'partitions', 'count']:
        parser.add_argument(f'--{flag}', default='')
    flags = parser.parse_args()
    if flags.verb == 'write':
        records = load(flags.input)
        for codec in flags.codecs.split(','):
            topic = f'{flags.prefix}-{codec}'
            _report(client, topic, lambda: {'records': write(flags.bootstrap, topic, codec, records)})
    else:
        for topic in flags.topics.split(','):
            _report(client, topic, lambda: read(flags.bootstrap, topic, int(flags.partitions), int(flags.count)))


def _report(client, topic, work):
    started = time.monotonic()
    line = {'client': client, 'topic': topic}
    try:
        line.update(work())
    except Exception as error:
        line['error'] = f'{type(error).__name__}: {error}'
    line['seconds'] = round(time.monotonic() - started, 3)
    print(json.dumps(line), flush=True)
