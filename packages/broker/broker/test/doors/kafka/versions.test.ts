/** FAULT-143: unknown APIs and versions. */
import { ErrorCode } from '@ottla/base';
import { ApiKey, type ApiVersionsResponse, apis, codecs, openResponse, Writer } from '@ottla/kafka-protocol';
import { expect, test } from 'vitest';
import { requestFrame } from '../../support/test-client.ts';
import { startTestNode } from '../../support/test-node.ts';

test('ApiVersions of an unknown version is answered in version 0 with UNSUPPORTED_VERSION and the list', async () => {
  const node = await startTestNode();
  const client = await node.connect();
  const frame = requestFrame(
    { key: ApiKey.ApiVersions, version: 3, correlationId: 77 },
    { clientSoftwareName: 'x', clientSoftwareVersion: '1' },
  );
  frame.writeInt16BE(99, 6);
  const received: Uint8Array[] = [];
  client.data = (chunk) => void received.push(chunk.slice());

  client.sendBytes(frame);
  await node.time.advance(10);

  const { correlationId, body } = openResponse(Buffer.concat(received).subarray(4), ApiKey.ApiVersions, 0);
  const response = codecs.get(ApiKey.ApiVersions)!.decodeResponse(body, 0) as ApiVersionsResponse;
  expect(correlationId).toBe(77);
  expect(response.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
  expect(response.apiKeys.find(({ apiKey }) => apiKey === ApiKey.ApiVersions)).toEqual({
    apiKey: 18,
    minVersion: 0,
    maxVersion: 4,
  });
  expect(client.isClosed).toBe(false);
  await node.stop();
});

test.each([
  ['an unknown API', 999, 0],
  ['an API that is not served', ApiKey.FindCoordinator, 1],
  ['a version that is too new', ApiKey.Metadata, 99],
  ['a version that is only advertised', ApiKey.Produce, 2],
  ['a negative version', ApiKey.Fetch, -1],
])('%s closes the connection', async (_, key, version) => {
  const node = await startTestNode();
  const client = await node.connect();
  const writer = new Writer();
  writer.int32(0);
  writer.int16(key);
  writer.int16(version);
  writer.int32(1);
  writer.nullableString(false, 'test');
  writer.int32(0);

  client.sendBytes(Buffer.concat(writer.finishFrame()));
  await node.time.advance(10);

  expect(client.isClosed).toBe(true);
  await node.stop();
});

test('the list of versions is that of the handlers, at the whole range of the schema but for what is only advertised', async () => {
  const node = await startTestNode();
  const client = await node.connect();

  const { apiKeys } = await node.settle(
    client.send<ApiVersionsResponse>(ApiKey.ApiVersions, 4, { clientSoftwareName: 'x', clientSoftwareVersion: '1' }),
  );

  const served = [0, 1, 2, 3, 18, 19, 20, 21, 22, 23, 32, 33, 35, 37, 44, 48, 49, 55, 60, 61, 64, 75];
  expect(apiKeys.map(({ apiKey }) => apiKey).sort((a, b) => a - b)).toEqual(served);
  for (const { apiKey, minVersion, maxVersion } of apiKeys) {
    const known = apis.find(({ key }) => key === apiKey)!;
    const newest = apiKey === ApiKey.InitProducerId ? 5 : known.maxVersion;
    expect([apiKey, minVersion, maxVersion]).toEqual([apiKey, apiKey === 0 ? 0 : known.minVersion, newest]);
  }
  await node.stop();
});
