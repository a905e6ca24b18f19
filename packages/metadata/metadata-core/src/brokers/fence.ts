/** Brokers whose session has ended: they are fenced, and what they led is led by others where that can be. */

import type { MetadataImage } from '../image.ts';
import { electionRecords } from '../partitions/elect.ts';
import type { MetadataRecord } from '../record.ts';
import { replayAll } from '../replay.ts';
import type { SessionId } from '../sessions/session.ts';

/** The records that fence the brokers of these sessions. A registration keeps the id of its ended session. */
export function fencingRecords(image: MetadataImage, ended: ReadonlyMap<SessionId, unknown>): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  for (const broker of image.brokers.values()) {
    if (broker.sessionId === undefined || !ended.has(broker.sessionId) || broker.fenced) continue;
    records.push({ kind: 'brokerRegistered', broker: { ...broker, fenced: true } });
  }
  return records.length === 0 ? records : [...records, ...electionRecords(replayAll(image, records))];
}
