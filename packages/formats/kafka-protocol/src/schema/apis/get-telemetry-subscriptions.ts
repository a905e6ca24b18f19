import type { ApiSchema } from '../notation.ts';

/** GetTelemetrySubscriptions, key 71. */
export const getTelemetrySubscriptions: ApiSchema = {
  key: 71,
  name: 'GetTelemetrySubscriptions',
  versions: '0',
  flexible: '0+',
  request: `
    clientInstanceId uuid 0+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    clientInstanceId uuid 0+
    subscriptionId int32 0+
    acceptedCompressionTypes []int8 0+
    pushIntervalMs int32 0+
    telemetryMaxBytes int32 0+
    deltaTemporality bool 0+
    requestedMetrics []string 0+
  `,
};
