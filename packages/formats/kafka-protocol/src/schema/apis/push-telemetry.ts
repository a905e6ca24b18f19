import type { ApiSchema } from '../notation.ts';

/** PushTelemetry, key 72. */
export const pushTelemetry: ApiSchema = {
  key: 72,
  name: 'PushTelemetry',
  versions: '0',
  flexible: '0+',
  request: `
    clientInstanceId uuid 0+
    subscriptionId int32 0+
    terminating bool 0+
    compressionType int8 0+
    metrics bytes 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
  `,
};
