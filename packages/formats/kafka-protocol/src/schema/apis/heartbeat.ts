import type { ApiSchema } from '../notation.ts';

/** Heartbeat, key 12. */
export const heartbeat: ApiSchema = {
  key: 12,
  name: 'Heartbeat',
  versions: '0-4',
  flexible: '4+',
  request: `
    groupId string 0+
    generationId int32 0+
    memberId string 0+
    groupInstanceId string? 3+ = null
  `,
  response: `
    throttleTimeMs int32 1+ ignorable
    errorCode int16 0+
  `,
};
