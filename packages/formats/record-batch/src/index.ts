export * from './layout.ts';
export * from './view/batch-edit.ts';
export * from './view/batch-view.ts';
export * from './view/walk.ts';
