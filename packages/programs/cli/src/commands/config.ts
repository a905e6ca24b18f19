import type { Command } from 'commander';
export function addConfigCommands(_program: Command): void {
  // filled in below
}
