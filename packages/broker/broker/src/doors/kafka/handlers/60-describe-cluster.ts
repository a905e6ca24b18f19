/** DescribeCluster (60), versions 0 to 2. Only brokers can be asked for (endpoint type 1). */
import { ErrorCode } from '@ottla/base';
import {
  ApiKey,
  type DescribeClusterRequest,
  type DescribeClusterResponseInput,
  decodeDescribeClusterRequest,
  encodeDescribeClusterResponse,
} from '@ottla/kafka-protocol';
import { type AnyApiHandler, type ApiHandler, type KafkaCall, sealed } from './handler.ts';
import { kafkaNodes } from './node-endpoints.ts';

const handler: ApiHandler<DescribeClusterRequest, DescribeClusterResponseInput> = {
  key: ApiKey.DescribeCluster,
  minVersion: 0,
  maxVersion: 2,
  decode: decodeDescribeClusterRequest,
  encode: encodeDescribeClusterResponse,
  handle(call, request, answer) {
    answer(describeCluster(call, request));
  },
};

/** DescribeCluster. */
export const describeClusterHandler: AnyApiHandler = sealed(handler);

/** The only endpoint type there is. */
const brokers = 1;

function describeCluster(call: KafkaCall, request: DescribeClusterRequest): DescribeClusterResponseInput {
  const { clusterId, controllerId } = call.door.services.cluster.describe('kafka');
  if (call.version >= 1 && request.endpointType !== brokers) {
    const errorMessage = `There are no endpoints of type ${request.endpointType} here; ask for brokers (1).`;
    return { throttleTimeMs: 0, errorCode: ErrorCode.UNSUPPORTED_ENDPOINT_TYPE, errorMessage, clusterId, brokers: [] };
  }
  const nodes = kafkaNodes(call, { includeFenced: call.version >= 2 && request.includeFencedBrokers });
  return {
    throttleTimeMs: 0,
    errorCode: ErrorCode.NONE,
    clusterId,
    controllerId,
    brokers: nodes.map(({ nodeId, host, port, rack, fenced }) => {
      const node = { brokerId: nodeId, host, port, rack };
      return call.version >= 2 ? { ...node, isFenced: fenced } : node;
    }),
  };
}
