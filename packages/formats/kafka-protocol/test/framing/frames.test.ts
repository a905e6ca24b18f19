/** Frames written out by hand, byte for byte, and the headers in front of them. FAULT-143 for the choice of header. */
import { expect, test } from 'vitest';
import {
  apis,
  decodeApiVersionsRequest,
  decodeMetadataRequest,
  decodeProduceRequest,
  encodeApiVersionsResponse,
  encodeFetchResponse,
  encodeListOffsetsRequest,
  encodeMetadataResponse,
  encodeOffsetForLeaderEpochRequest,
  encodeProduceResponse,
  headerVersions,
  isKnown,
  openRequest,
  openResponse,
  ProtocolError,
  startRequest,
  startResponse,
  Writer,
} from '../../src/index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hexOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('hex');
const plain = (text: string): string => text.replaceAll(' ', '');

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return thrown.code;
    throw thrown;
  }
}

test('an ApiVersions request of version 0 is a header and nothing', () => {
  const { header, body } = openRequest(hex('0012 0000 00000007 0003 616263'));

  expect(header).toEqual({ requestApiKey: 18, requestApiVersion: 0, correlationId: 7, clientId: 'abc' });
  expect(decodeApiVersionsRequest(body, 0)).toEqual({ clientSoftwareName: '', clientSoftwareVersion: '' });
});

test('an ApiVersions request of version 3 has a flexible header whose client id is not compact', () => {
  const { header, body } = openRequest(hex('0012 0003 00000001 ffff 00 03 6b32 04 312e30 00'));

  expect(header.clientId).toBeNull();
  expect(decodeApiVersionsRequest(body, 3)).toEqual({ clientSoftwareName: 'k2', clientSoftwareVersion: '1.0' });
});

test('FAULT-143 an ApiVersions request newer than the schema still shows its header, and its body is refused', () => {
  const { header, body } = openRequest(hex('0012 0063 00000009 ffff 00 ff'));

  expect(header.correlationId).toBe(9);
  expect(isKnown(18, 99)).toBe(false);
  expect(codeOf(() => decodeApiVersionsRequest(body, 99))).toBe('unsupportedVersion');
});

test('FAULT-143 an unknown key is refused with a typed error', () => {
  expect(codeOf(() => openRequest(hex('7fff 0000 00000009 ffff')))).toBe('unknownApi');
  expect(codeOf(() => openRequest(hex('00')))).toBe('truncated');
});

test('an ApiVersions response never has the flexible header', () => {
  const writer = startResponse({ key: 18, version: 3, correlationId: 5 });
  const apiKeys = [{ apiKey: 3, minVersion: 0, maxVersion: 13 }];
  encodeApiVersionsResponse(writer, { errorCode: 0, apiKeys, throttleTimeMs: 0 }, 3);

  expect(hexOf(writer.finishFrame())).toBe(plain('00000013 00000005 0000 02 0003 0000 000d 00 00000000 00'));
});

test('a Metadata request of version 1 tells all topics from none', () => {
  expect(decodeMetadataRequest(openRequest(hex('0003 0001 00000001 0000 ffffffff')).body, 1).topics).toBeNull();
  expect(decodeMetadataRequest(openRequest(hex('0003 0001 00000001 0000 00000000')).body, 1).topics).toEqual([]);
  expect(
    decodeMetadataRequest(openRequest(hex('0003 0001 00000001 0000 00000001 0001 74')).body, 1).topics,
  ).toMatchObject([{ name: 't' }]);
});

test('a Metadata response of version 1', () => {
  const writer = startResponse({ key: 3, version: 1, correlationId: 2 });
  encodeMetadataResponse(
    writer,
    {
      brokers: [{ nodeId: 1, host: 'h', port: 9092 }],
      controllerId: 1,
      topics: [
        {
          errorCode: 0,
          name: 't',
          partitions: [{ errorCode: 0, partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1] }],
        },
      ],
    },
    1,
  );

  expect(hexOf(writer.finish())).toBe(
    plain(
      `00000000 00000002 00000001 00000001 0001 68 00002384 ffff 00000001
      00000001 0000 0001 74 00 00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001`.replaceAll(
        '\n',
        '',
      ),
    ),
  );
});

test('a Produce request of version 3 hands out its records as a view', () => {
  const frame = hex('0000 0003 00000004 ffff ffff ffff 00007530 00000001 0001 74 00000001 00000002 00000003 aabbcc');

  const value = decodeProduceRequest(openRequest(frame).body, 3);
  const records = value.topicData[0]?.partitionData[0]?.records;

  expect(value).toMatchObject({ transactionalId: null, acks: -1, timeoutMs: 30_000 });
  expect(records?.buffer).toBe(frame.buffer);
  expect(Buffer.from(records ?? []).toString('hex')).toBe('aabbcc');
});

test('a value that the version cannot carry is refused, unless the schema lets it be dropped', () => {
  const response = { throttleTimeMs: 0, responses: [], sessionId: 7 };
  const answer = { name: 't', partitionResponses: [] };

  expect(codeOf(() => encodeFetchResponse(new Writer(), response, 6))).toBe('unrepresentable');
  expect(codeOf(() => encodeFetchResponse(new Writer(), response, 7))).toBeUndefined();
  expect(
    codeOf(() => encodeListOffsetsRequest(new Writer(), { replicaId: -1, isolationLevel: 1, topics: [] }, 1)),
  ).toBe('unrepresentable');
  expect(
    codeOf(() => encodeProduceResponse(new Writer(), { responses: [answer], throttleTimeMs: 0 }, 3)),
  ).toBeUndefined();
  expect(
    codeOf(() => encodeOffsetForLeaderEpochRequest(new Writer(), { replicaId: 5, topics: [] }, 2)),
  ).toBeUndefined();
});

test('null is refused in a version that has no null', () => {
  expect(
    codeOf(() =>
      encodeMetadataResponse(new Writer(), { brokers: [], topics: [{ errorCode: 0, name: null, partitions: [] }] }, 11),
    ),
  ).toBe('unrepresentable');
});

test('a request and a response come back out of their frames', () => {
  const header = { requestApiKey: 1, requestApiVersion: 12, correlationId: 77, clientId: 'größe' };
  const request = startRequest(header).finishFrame();
  expect(openRequest(Buffer.concat(request).subarray(4)).header).toEqual(header);

  const response = startResponse({ key: 1, version: 12, correlationId: 77 }).finishFrame();
  expect(openResponse(Buffer.concat(response).subarray(4), 1, 12).correlationId).toBe(77);
});

test('each API has the header of its encoding', () => {
  for (const api of apis) {
    expect(headerVersions(api.key, api.flexibleFrom).request).toBe(2);
    expect(headerVersions(api.key, api.flexibleFrom - 1)).toEqual({ request: 1, response: 0 });
    expect(api.stableMaxVersion).toBeLessThanOrEqual(api.maxVersion);
  }
});
