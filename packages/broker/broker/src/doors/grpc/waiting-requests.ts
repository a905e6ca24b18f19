/** The requests of one stream that wait for their answer, so that all can be given up when the stream is lost. */
import { type Cancel, nothingToCancel } from '../../services/words.ts';

interface Place {
  cancel: Cancel;
  finished: boolean;
}

export class WaitingRequests {
  readonly #places = new Set<Place>();

  /** Starts a request; `start` gets what to call when it is answered, and says how to give it up. */
  begin(start: (finished: () => void) => Cancel): void {
    const place: Place = { cancel: nothingToCancel, finished: false };
    place.cancel = start(() => {
      place.finished = true;
      this.#places.delete(place);
    });
    if (!place.finished) this.#places.add(place);
  }

  /** Gives all up. */
  cancelAll(): void {
    for (const place of this.#places) place.cancel();
    this.#places.clear();
  }
}
