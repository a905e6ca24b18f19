/** Why a broker cannot register: what it says of itself, a session that is gone, another one that lives, or its age. */
import { ErrorCode, outcome, type ProtocolOutcome } from '@ottla/base';
import { metadataFeature, speaksLevel, supportedFeatures } from '../features/feature.ts';
import { coordinationLevel, levelProblem } from '../features/level-problem.ts';
import type { MetadataImage } from '../image.ts';
import { brokerTextCharsMax, endpointsPerBrokerMax, featuresPerBrokerMax } from '../limits.ts';
import { sessionGone } from '../sessions/session-gone.ts';
import type { RegisterBroker } from './commands.ts';

/** The refusal, or undefined. */
export function registrationProblem(image: MetadataImage, command: RegisterBroker): ProtocolOutcome | undefined {
  const sentence = textProblem(command) ?? featuresProblem(command);
  if (sentence !== undefined) return outcome(ErrorCode.INVALID_REGISTRATION, sentence);
  return sessionProblem(image, command) ?? ageProblem(image, command);
}

function sessionProblem(image: MetadataImage, command: RegisterBroker): ProtocolOutcome | undefined {
  const { brokerId, incarnationId, sessionId } = command;
  const { sessions } = image.coordination;
  if (sessionId !== undefined) {
    const problem = levelProblem(image, coordinationLevel, 'Registrations on a session');
    if (problem !== undefined) return problem;
    if (!sessions.has(sessionId)) return sessionGone(sessionId);
  }
  const before = image.brokers.get(brokerId);
  if (before?.sessionId === undefined || before.incarnationId === incarnationId) return undefined;
  if (!sessions.has(before.sessionId)) return undefined;
  return outcome(
    ErrorCode.DUPLICATE_BROKER_REGISTRATION,
    `Broker ${brokerId} is registered on session ${before.sessionId}, which lives; stop that process, wait until its session expires, or give this one another id.`,
  );
}

/** A broker that cannot speak as the cluster does would misread it. */
function ageProblem(
  image: MetadataImage,
  { features = supportedFeatures }: RegisterBroker,
): ProtocolOutcome | undefined {
  const levels = new Map(image.features);
  if (image.cluster.metadataLevel > 0) levels.set(metadataFeature, image.cluster.metadataLevel);
  for (const [name, level] of levels)
    if (!speaksLevel(features, name, level))
      return outcome(
        ErrorCode.UNSUPPORTED_VERSION,
        `The cluster is at level ${level} of ${name}, which this broker does not have; start it with a version that has it.`,
      );
  return undefined;
}

function featuresProblem({ features = [] }: RegisterBroker): string | undefined {
  if (features.length > featuresPerBrokerMax) return `A broker has at most ${featuresPerBrokerMax} features.`;
  if (new Set(features.map(({ name }) => name)).size < features.length) return 'The broker names a feature twice.';
  for (const { name, min, max } of features) {
    const isRange = Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && max >= min;
    if (!isRange || name === '' || name.length > brokerTextCharsMax)
      return `A feature has a name and whole levels from a lower to a higher one, not ${name.slice(0, 100)} ${min} to ${max}.`;
  }
  return undefined;
}

function textProblem(command: RegisterBroker): string | undefined {
  const { brokerId, incarnationId, endpoints, rack } = command;
  if (!Number.isInteger(brokerId) || brokerId < 0 || brokerId > 2 ** 31 - 1)
    return `A broker id is a whole number from 0 to 2147483647, not ${brokerId}.`;
  if (!/^[0-9a-f]{32}$/.test(incarnationId)) return 'An incarnation id is 32 lower-case hexadecimal digits.';
  if (endpoints.length > endpointsPerBrokerMax) return `A broker has at most ${endpointsPerBrokerMax} endpoints.`;
  const texts = [rack ?? '', ...endpoints.flatMap((endpoint) => [endpoint.name, endpoint.host])];
  if (texts.some((text) => text.length > brokerTextCharsMax))
    return `Names, hosts and rack of a broker have at most ${brokerTextCharsMax} characters.`;
  if (endpoints.some(({ port }) => !Number.isInteger(port) || port < 0 || port > 65_535))
    return 'The port of an endpoint is a whole number from 0 to 65535.';
  if (new Set(endpoints.map((endpoint) => endpoint.name)).size < endpoints.length)
    return 'Each endpoint of a broker has a name of its own.';
  return undefined;
}
