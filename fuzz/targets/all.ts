/** Every target. A new one is a file here and a line below. */
import type { Target } from '../core/target.ts';
import { codecs } from './codecs.ts';
import { grpcMessages } from './grpc-messages.ts';
import { kafkaFrames } from './kafka-frames.ts';
import { kafkaOthers, kafkaRequests, kafkaResponses } from './kafka-messages.ts';
import { logRecovery } from './log-recovery.ts';
import { metadataRecords } from './metadata.ts';
import { raftStored } from './raft-stored.ts';
import { recordBatches } from './record-batches.ts';
import { cliDocuments, nodeIdentity, settingsFile, settingsTexts } from './settings.ts';
import { indexFiles, sideFiles } from './side-files.ts';

export const targets: readonly Target[] = [
  kafkaRequests,
  kafkaResponses,
  kafkaOthers,
  kafkaFrames,
  recordBatches,
  codecs,
  grpcMessages,
  indexFiles,
  sideFiles,
  logRecovery,
  metadataRecords,
  raftStored,
  nodeIdentity,
  settingsFile,
  settingsTexts,
  cliDocuments,
];
