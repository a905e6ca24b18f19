"""The digest of ../../lib/digest.ts, computed the same way."""
import hashlib
import struct


def _sized(data):
    return struct.pack('>i', -1) if data is None else struct.pack('>i', len(data)) + bytes(data)


class TopicDigester:
    def __init__(self):
        self.partitions = {}
        self.records = 0

    def add(self, partition, key, value, headers):
        state = self.partitions.get(partition)
        if state is None:
            state = self.partitions[partition] = [0, hashlib.sha256(), hashlib.sha256()]
        body = _sized(key) + _sized(value)
        parts = [body, struct.pack('>i', len(headers))]
        for name, data in headers:
            parts += [_sized(name.encode('utf8')), _sized(data)]
        state[0] += 1
        state[1].update(b''.join(parts))
        state[2].update(body)
        self.records += 1

    def finish(self):
        full, plain = hashlib.sha256(), hashlib.sha256()
        for partition in sorted(self.partitions):
            records, with_headers, without = self.partitions[partition]
            full.update(f'{partition}:{records}:{with_headers.hexdigest()}\n'.encode())
            plain.update(f'{partition}:{records}:{without.hexdigest()}\n'.encode())
        return {'records': self.records, 'sha256': full.hexdigest(), 'sha256NoHeaders': plain.hexdigest()}
