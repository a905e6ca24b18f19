export * from './leader/leader-state.ts';
export * from './leader/messages.ts';
export { stepLeader } from './leader/step-leader.ts';
export type { WaitId } from './leader/wait-queue.ts';
