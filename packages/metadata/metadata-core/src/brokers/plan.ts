/** Plans for brokers: registration, fencing, and what both do to the partitions that hang on a broker. */
import { type BrokerEpoch, ErrorCode, outcome, type ProtocolOutcome, success } from '@ottla/base';
import { supportedFeatures } from '../features/feature.ts';
import type { MetadataImage } from '../image.ts';
import { electionRecords } from '../partitions/elect.ts';
import type { Plan } from '../plan-context.ts';
import type { MetadataRecord } from '../record.ts';
import { replay, replayAll } from '../replay.ts';
import { sessionGone } from '../sessions/session-gone.ts';
import { type BrokerRegistration, isActive } from './broker.ts';
import type {
  RegisterBroker,
  RegisterBrokerReply,
  SetBrokerState,
  SetBrokerStateReply,
  UnregisterBroker,
  UnregisterBrokerReply,
} from './commands.ts';
import { registrationProblem } from './registration-problem.ts';

export function planRegisterBroker(image: MetadataImage, command: RegisterBroker): Plan<RegisterBrokerReply> {
  const problem = registrationProblem(image, command);
  if (problem !== undefined) return { records: [], reply: { outcome: problem, brokerEpoch: -1 as BrokerEpoch } };
  const { sessionId, features = supportedFeatures } = command;
  const before = image.brokers.get(command.brokerId);
  const again = before?.incarnationId === command.incarnationId && before.sessionId === sessionId;
  const broker: BrokerRegistration = {
    id: command.brokerId,
    epoch: again ? before.epoch : image.nextBrokerEpoch,
    incarnationId: command.incarnationId,
    endpoints: command.endpoints,
    rack: command.rack,
    fenced: command.fenced,
    shuttingDown: false,
    sessionId,
    features,
  };
  const records = registrationRecords(image, broker, again);
  return { records, reply: { outcome: success, brokerEpoch: broker.epoch } };
}

/** A process started anew leads in new epochs: what only its memory held is gone. */
function registrationRecords(image: MetadataImage, broker: BrokerRegistration, again: boolean): MetadataRecord[] {
  const registered: MetadataRecord = { kind: 'brokerRegistered', broker };
  const renewed: MetadataRecord[] =
    !again && isActive(broker) && leadsAnything(image, broker)
      ? [{ kind: 'leadershipsRenewed', brokerId: broker.id }]
      : [];
  const records = [registered, ...renewed];
  return [...records, ...electionRecords(replayAll(image, records))];
}

function leadsAnything(image: MetadataImage, broker: BrokerRegistration): boolean {
  for (const topic of image.topics.values())
    if (topic.partitions.some((partition) => partition.leader === broker.id)) return true;
  return false;
}

export function planUnregisterBroker(image: MetadataImage, command: UnregisterBroker): Plan<UnregisterBrokerReply> {
  const broker = image.brokers.get(command.brokerId);
  if (broker === undefined) return { records: [], reply: { outcome: notRegistered(command.brokerId) } };
  const record: MetadataRecord = { kind: 'brokerUnregistered', brokerId: broker.id, brokerEpoch: broker.epoch };
  return { records: [record, ...electionRecords(replay(image, record))], reply: { outcome: success } };
}

export function planSetBrokerState(image: MetadataImage, command: SetBrokerState): Plan<SetBrokerStateReply> {
  const before = image.brokers.get(command.brokerId);
  if (before === undefined) return { records: [], reply: { outcome: notRegistered(command.brokerId) } };
  if (before.epoch !== command.brokerEpoch)
    return { records: [], reply: { outcome: outcome(ErrorCode.STALE_BROKER_EPOCH) } };
  const { fenced, shuttingDown } = command;
  const { sessionId } = before;
  if (!fenced && sessionId !== undefined && !image.coordination.sessions.has(sessionId))
    return { records: [], reply: { outcome: sessionGone(sessionId) } };
  if (before.fenced === fenced && before.shuttingDown === shuttingDown)
    return { records: [], reply: { outcome: success } };
  const record: MetadataRecord = { kind: 'brokerRegistered', broker: { ...before, fenced, shuttingDown } };
  return { records: [record, ...electionRecords(replay(image, record))], reply: { outcome: success } };
}

function notRegistered(id: number): ProtocolOutcome {
  return outcome(ErrorCode.BROKER_ID_NOT_REGISTERED, `No broker ${id} is registered.`);
}
