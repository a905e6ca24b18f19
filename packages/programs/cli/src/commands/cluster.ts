import type { Command } from 'commander';
export function addClusterCommands(_program: Command): void {
  // filled in below
}
