import type { Lease, NetworkAddress } from '@ottla/base';
import type { Reader, Writer } from '@ottla/kafka-protocol';
import type { Caller } from '../../../admission/principal.ts';
import type { BrokerServices } from '../../../services/broker-services.ts';
import type { FetchSessions } from '../sessions/fetch-sessions.ts';

/** What handlers may use of the broker. */
export interface KafkaDoorParts {
  readonly services: BrokerServices;
  readonly sessions: FetchSessions;
  readonly nodeId: number;
  /** Where clients are told to connect; undefined parts: what the client itself used. */
  readonly advertised: { readonly host: string | undefined; readonly port: number | undefined };
  /** The time of day, milliseconds since the epoch. */
  readonly wallMs: () => number;
  /** The versions that the door advertises, for ApiVersions. */
  readonly served: () => readonly ServedApi[];
}

/** An API with the versions that are advertised. */
export interface ServedApi {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** One request as its handler sees it. */
export interface KafkaCall {
  readonly caller: Caller;
  readonly version: number;
  /** Where the client reached us. */
  readonly local: NetworkAddress;
  readonly door: KafkaDoorParts;
  /** What to stop when the client is gone before the answer. */
  whenGone(cancel: () => void): void;
  /** The memory of the request's frame, where it is borrowed. Who keeps views of it after the answer retains it. */
  readonly frameLease: Lease | undefined;
  /** The answer holds so much response memory, and these buffers, until it has left. */
  holdResponse(bytes: number, leases: readonly Lease[]): void;
  /** How many bytes a fetch may bring at most; 0: the client is over its quota, the answer is empty and it holds still. */
  fetchableBytes(): number;
  /** Whether so many fetched bytes may be answered now; otherwise the answer is empty and the client holds still. */
  mayTake(bytes: number): boolean;
  /** Goes on with the call from somewhere else's turn: a defect of ours closes the connection and goes no further. */
  resume(work: () => void): void;
  /** Closes the connection because of a defect of ours: the log has it as an error. */
  closeConnection(detail: string): void;
  /** Closes the connection because a produce that wants no answer (acks=0) was refused: there is no other way to say so. */
  refuseSilentProduce(detail: string): void;
}

/** How one API is served: from request to response, both in the words of the protocol. */
export interface ApiHandler<Request, Response> {
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** Advertised from this version on although not served below `minVersion`. */
  readonly advertisedFrom?: number;
  /** Nothing behind it on its connection begins before it is answered: it changes what follows may depend on. */
  readonly alone?: boolean;
  /**
   * Parts of the request live on after `handle` returned: it is read until the answer, and afterwards by those who
   * retained `frameLease`.
   */
  readonly keepsFrame?: boolean;
  /** The request brings records: its bytes count against `producer_byte_rate`. */
  readonly bringsRecords?: boolean;
  decode(body: Reader, version: number): Request;
  /** Calls `answer` once, now or later; undefined is no answer at all. */
  handle(call: KafkaCall, request: Request, answer: (response: Response | undefined) => void): void;
  encode(writer: Writer, response: Response, version: number): void;
}

/** Writes the body of a response; `throttleMs` is for how long the client should hold still. */
export type EncodeResponse = (writer: Writer, throttleMs: number) => void;

/** A handler whose messages are known to itself alone. */
export interface AnyApiHandler extends Omit<ApiHandler<never, never>, 'decode' | 'handle' | 'encode'> {
  /** Decodes and handles a request; `respond` gets what writes the body, or undefined for no answer. */
  serve(call: KafkaCall, body: Reader, respond: (encode: EncodeResponse | undefined) => void): void;
}

/** Hides the messages of a handler, so that all fit into one table. */
export function sealed<Request, Response>(handler: ApiHandler<Request, Response>): AnyApiHandler {
  const { key, minVersion, maxVersion, advertisedFrom = minVersion, alone = false, keepsFrame = false } = handler;
  const { bringsRecords = false } = handler;
  return {
    key,
    minVersion,
    maxVersion,
    advertisedFrom,
    alone,
    keepsFrame,
    bringsRecords,
    serve(call, body, respond) {
      const request = handler.decode(body, call.version);
      handler.handle(call, request, (response) => {
        respond(
          response === undefined
            ? undefined
            : (writer, throttleMs) => handler.encode(writer, throttled(response, throttleMs), call.version),
        );
      });
    },
  };
}

/** Every response that can tell of throttling does so in a field of the same name; codecs leave it out where a version lacks it. */
function throttled<Response>(response: Response, throttleTimeMs: number): Response {
  return throttleTimeMs === 0 ? response : { ...response, throttleTimeMs };
}

/** Answers with what a promise gives. What rejects is a defect of ours: the connection is closed and the log has it. */
export function answerLater<Response>(
  call: KafkaCall,
  response: Promise<Response>,
  answer: (response: Response) => void,
): void {
  response.then(answer).catch((error: unknown) => {
    call.closeConnection(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
}

/** An outcome's message as the protocol has it: null on success. */
export function messageOrNull(result: { readonly code: number; readonly message: string }): string | null {
  return result.code === 0 ? null : result.message;
}
