import type { Command } from 'commander';
export function addTopicCommands(_program: Command): void {
  // filled in below
}
