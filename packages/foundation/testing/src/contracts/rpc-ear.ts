import type { RpcError } from '@ottla/base';

/** What one end of a call heard, with a way to wait for it. */
export class Ear {
  readonly messages: Uint8Array[] = [];
  readonly events: string[] = [];
  error: RpcError | undefined;
  #listening: (() => void)[] = [];

  message(message: Uint8Array): void {
    this.messages.push(message);
    this.#tell('message');
  }
  drained(): void {
    this.#tell('drained');
  }
  ended(): void {
    this.#tell('ended');
  }
  failed(error: RpcError): void {
    this.error = error;
    this.#tell('failed');
  }

  /** Resolves when the condition holds. */
  until(condition: (ear: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (condition(this)) resolve();
        else this.#listening.push(check);
      };
      check();
    });
  }

  /** Resolves when this event was heard. */
  hears(event: string): Promise<void> {
    return this.until(({ events }) => events.includes(event));
  }

  #tell(event: string): void {
    this.events.push(event);
    const listening = this.#listening;
    this.#listening = [];
    for (const check of listening) check();
  }
}
