import { ErrorCode } from './error-code.ts';
import { describeError } from './error-table.ts';

/** How a request, or one item of it, ended: a value that an answer carries, never something thrown. */
export interface ProtocolOutcome {
  readonly code: ErrorCode;
  /** A sentence for people; empty for success. */
  readonly message: string;
}

/** The outcome of everything that went well. */
export const success: ProtocolOutcome = Object.freeze({ code: ErrorCode.NONE, message: '' });

/** An outcome with this code; `detail` says more than the table's own sentence and takes its place. */
export function outcome(code: ErrorCode, detail?: string): ProtocolOutcome {
  if (code === ErrorCode.NONE) return success;
  return { code, message: detail ?? describeError(code).sentence };
}

/** Whether it went well. */
export function succeeded(result: ProtocolOutcome): boolean {
  return result.code === ErrorCode.NONE;
}
