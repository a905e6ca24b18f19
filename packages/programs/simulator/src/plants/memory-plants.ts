/** Mistakes with borrowed memory. */
import { BufferPool, Lease } from '@ottla/base';
import type { Plant } from './plant.ts';

/** Memory of requests is lent anew while the log still has views of it. */
export const reusedBuffers: Plant = {
  name: 'reused-buffers',
  mistake: 'the memory of a request is lent anew although the log still reads it',
  buffers: () => new HastyPool(),
};

/** The mistake is made once in so many times: a node that always makes it gets nothing done that could be checked. */
const hastyOneIn = 40;

/** Gives memory back with the first release, now and then, however many hold it. */
class HastyPool extends BufferPool {
  #taken = 0;

  override take(bytes: number): Lease {
    const lease = super.take(bytes);
    this.#taken += 1;
    if (this.#taken % hastyOneIn !== 0) return lease;
    return new HastyLease(lease.bytes, bytes, () => {
      lease.release();
    });
  }
}

class HastyLease extends Lease {
  #isReleased = false;

  override retain(): void {
    // The mistake: nobody is counted but the first holder.
  }

  override release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    super.release();
  }
}
