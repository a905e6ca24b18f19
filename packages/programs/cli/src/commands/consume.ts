import type { Command } from 'commander';
export function addConsumeCommand(_program: Command): void {
  // filled in below
}
