/**
 * A message that is sent from where its parts lie. The gRPC library knows only whole buffers, which it copies behind five
 * bytes of header; for a message in parts an interceptor writes header and parts to the HTTP/2 stream by itself, and
 * nothing is copied on the way to the socket. Where the library looks different inside from what was tested, it gets the
 * parts joined: all works as before, only slower.
 */
import { type ServerInterceptor, status } from '@grpc/grpc-js';
import { LentParts } from '../stream/lent-parts.ts';

type Sent = (error?: Error | null) => void;

/** What of the library's own call is used, beyond what it promises. A test holds the library to it. */
interface LibraryCall {
  readonly stream: { cork(): void; uncork(): void; write(bytes: Uint8Array, sent?: Sent): boolean };
  readonly maxSendMessageSize: number;
  checkCancelled(): boolean;
  maybeSendMetadata(): void;
  sendMessage(message: unknown, sent: () => void): void;
  sendStatus(outcome: { readonly code: status; readonly details: string; readonly metadata: null }): void;
}

/** Lets a call take messages in parts, beside those in one piece. */
export const takeLentMessages = ((_method: unknown, call: LibraryCall): LibraryCall => {
  const sendWhole = call.sendMessage.bind(call);
  const isAsTested = looksAsTested(call);
  call.sendMessage = (message, sent) => {
    if (!(message instanceof LentParts)) sendWhole(message, sent);
    else if (isAsTested && fits(call, message)) sendInParts(call, message, sent);
    else sendWhole(Buffer.concat(message.parts, message.byteLength), sent);
  };
  return call;
}) as unknown as ServerInterceptor;

function looksAsTested(call: Partial<LibraryCall>): boolean {
  return (
    typeof call.stream?.cork === 'function' &&
    typeof call.maxSendMessageSize === 'number' &&
    typeof call.checkCancelled === 'function' &&
    typeof call.maybeSendMetadata === 'function' &&
    typeof call.sendStatus === 'function'
  );
}

/** A message that is too large is refused by the library. */
function fits({ maxSendMessageSize }: LibraryCall, { byteLength }: LentParts): boolean {
  return maxSendMessageSize === -1 || byteLength <= maxSendMessageSize;
}

/** As the library sends a message; what differs is that header and parts stay what they are. */
function sendInParts(call: LibraryCall, message: LentParts, sent: () => void): void {
  if (call.checkCancelled()) return;
  call.maybeSendMetadata();
  const { stream } = call;
  stream.cork();
  stream.write(headerOf(message));
  for (const part of message.parts.slice(0, -1)) stream.write(part);
  stream.write(message.parts.at(-1) ?? Buffer.alloc(0), (error) => {
    if (error === undefined || error === null) sent();
    else call.sendStatus({ code: status.INTERNAL, details: `Error writing message: ${error.message}`, metadata: null });
  });
  stream.uncork();
}

const headerBytes = 5;

/** Not compressed, and how long. */
function headerOf({ byteLength }: LentParts): Buffer {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt8(0, 0);
  header.writeUInt32BE(byteLength, 1);
  return header;
}
