/** Open-loop latency through the Kafka door: one record a request, and a reader that always has a fetch waiting. */
import { ApiKey, decodeFetchResponse, FrameSplitter, openResponse } from '@ottla/kafka-protocol';
import { batchRecordCount, forEachBatch } from '@ottla/record-batch';
import { FetchFrame, fetchVersion } from '../lib/fetch-frames.ts';
import { KafkaConnection } from '../lib/kafka-connection.ts';
import { prepareBatch } from '../lib/prepared-batches.ts';
import { produceErrorIn, produceFrame } from '../lib/produce-frames.ts';
import { serve } from '../lib/serve.ts';
import { type LatencyLoad, type LatencyOutcome, OpenLoop } from './open-loop.ts';

const fetchBytesMax = 1024 * 1024;

serve(run);

async function run(load: LatencyLoad): Promise<LatencyOutcome> {
  const loop = new OpenLoop(load);
  const producer = await KafkaConnection.open(load.kafkaPort);
  const consumer = await KafkaConnection.open(load.kafkaPort);
  const one = prepareBatch(1, load.recordBytes);
  const frame = produceFrame(load.topic, 0, load.acks, one.bytes);
  readAnswers(producer, loop);
  readRecords(consumer, load.topic, loop);
  const outcome = await loop.run(() => producer.socket.write(frame));
  producer.close();
  consumer.close();
  return outcome;
}

function readAnswers(connection: KafkaConnection, loop: OpenLoop): void {
  const splitter = new FrameSplitter();
  connection.onFailure((error) => loop.fail(error));
  connection.take = (bytes) => {
    for (const frame of splitter.push(Buffer.from(bytes))) {
      const error = produceErrorIn(frame);
      if (error !== 0) loop.fail(new Error(`a produce request was answered with error ${error}`));
      loop.acked();
    }
  };
}

function readRecords(connection: KafkaConnection, topic: string, loop: OpenLoop): void {
  const splitter = new FrameSplitter();
  const fetch = new FetchFrame({ topic, partition: 0, bytesMax: fetchBytesMax });
  let position = 0;
  connection.onFailure((error) => loop.fail(error));
  connection.take = (bytes) => {
    for (const frame of splitter.push(Buffer.from(bytes))) {
      const answer = decodeFetchResponse(openResponse(frame, ApiKey.Fetch, fetchVersion).body, fetchVersion);
      const partition = answer.responses[0]?.partitions[0];
      if (answer.errorCode !== 0 || (partition?.errorCode ?? 0) !== 0)
        loop.fail(new Error(`a fetch was answered with error ${answer.errorCode || partition?.errorCode}`));
      const records = partition?.records ?? Buffer.alloc(0);
      forEachBatch(records, (at) => {
        for (let count = batchRecordCount(records, at); count > 0; count -= 1) {
          loop.consumed();
          position += 1;
        }
      });
      connection.socket.write(fetch.at(position));
    }
  };
  connection.socket.write(fetch.at(position));
}
