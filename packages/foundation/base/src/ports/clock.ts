/** Reads time. Durations are measured on `monotonicMs`; only what a person or a record sees uses `wallMs`. */
export interface Clock {
  /** Milliseconds since the Unix epoch, an integer. May jump in either direction. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start, fractional. Never goes back and never jumps with the wall clock. */
  monotonicMs(): number;
}
