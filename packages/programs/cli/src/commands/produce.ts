import type { Command } from 'commander';
export function addProduceCommand(_program: Command): void {
  // filled in below
}
