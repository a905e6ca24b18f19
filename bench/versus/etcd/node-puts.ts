/** Puts from Node: our client, whose writers share one stream, and etcd's calls through @grpc/grpc-js on one connection. */
import { Client, credentials } from '@grpc/grpc-js';
import { Coordination } from '@ottla/coordination';
import { serve } from '../../lib/serve.ts';
import { type PutLoad, type PutOutcome, runWriters } from './puts.ts';

serve((load: PutLoad) => (load.cluster === 'etcd' ? putToEtcd(load) : putToOttla(load)));

async function putToOttla(load: PutLoad): Promise<PutOutcome> {
  const coordination = new Coordination({ bootstrapServers: `127.0.0.1:${load.port}` });
  const value = Buffer.alloc(load.valueBytes, 7);
  try {
    return await runWriters(load, (path) => coordination.put(path, value));
  } finally {
    await coordination.close();
  }
}

async function putToEtcd(load: PutLoad): Promise<PutOutcome> {
  const client = new Client(`127.0.0.1:${load.port}`, credentials.createInsecure());
  const value = field(2, Buffer.alloc(load.valueBytes, 7));
  const put = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const request = Buffer.concat([field(1, Buffer.from(path)), value]);
      client.makeUnaryRequest('/etcdserverpb.KV/Put', same, same, request, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
  try {
    return await runWriters(load, put);
  } finally {
    client.close();
  }
}

const same = (bytes: Buffer): Buffer => bytes;

/** A field of bytes as protobuf writes it: the key is field 1 of a PutRequest, the value field 2. */
function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let left = bytes.length; ; left >>>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}
