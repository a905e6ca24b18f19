/** What every source of chance promises. */
import type { Randomness } from '@ottla/base';
import { describe, expect, it } from 'vitest';

/** Declares the suite for the source that `create` makes. */
export function randomnessContract(create: () => Randomness): void {
  describe('the contract of randomness', () => {
    it('gives unsigned 32-bit integers, spread over the whole range', () => {
      const source = create();
      const draws = Array.from({ length: 4000 }, () => source.uint32());

      expect(draws.every((draw) => Number.isInteger(draw) && draw >= 0 && draw < 2 ** 32)).toBe(true);
      for (let part = 0; part < 8; part += 1) {
        const inPart = draws.filter((draw) => Math.floor(draw / 2 ** 29) === part).length;
        expect(inPart).toBeGreaterThan(350);
        expect(inPart).toBeLessThan(650);
      }
    });

    it('does not repeat itself soon', () => {
      const source = create();

      expect(new Set(Array.from({ length: 5000 }, () => source.uint32())).size).toBeGreaterThan(4990);
    });

    it('fills all of an array, and only that', () => {
      const around = new Uint8Array(1000);
      create().fill(around.subarray(100, 900));

      expect(around.subarray(0, 100).every((byte) => byte === 0)).toBe(true);
      expect(around.subarray(900).every((byte) => byte === 0)).toBe(true);
      expect(new Set(around.subarray(100, 900)).size).toBeGreaterThan(200);
      expect(around[899] !== 0 || around[898] !== 0 || around[897] !== 0).toBe(true);
    });

    it('has independent streams by name', () => {
      const source = create();
      const draw = (name: string): string => {
        const stream = source.stream(name);
        return Array.from({ length: 4 }, () => stream.uint32()).join(' ');
      };

      expect(draw('faults')).not.toBe(draw('delays'));
    });
  });
}
