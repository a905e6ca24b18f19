import type { ApiSchema } from '../notation.ts';

/** DescribeCluster, key 60. */
export const describeCluster: ApiSchema = {
  key: 60,
  name: 'DescribeCluster',
  versions: '0-2',
  flexible: '0+',
  request: `
    includeClusterAuthorizedOperations bool 0+
    endpointType int8 1+ = 1
    includeFencedBrokers bool 2+
  `,
  response: `
    throttleTimeMs int32 0+
    errorCode int16 0+
    errorMessage string? 0+ = null
    endpointType int8 1+ = 1
    clusterId string 0+
    controllerId int32 0+ = -1
    brokers []DescribeClusterBroker 0+
      brokerId int32 0+
      host string 0+
      port int32 0+
      rack string? 0+ = null
      isFenced bool 2+
    clusterAuthorizedOperations int32 0+ = -2147483648
  `,
};
