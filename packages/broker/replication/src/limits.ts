/** Taken entries a wait queue keeps before it gives their memory back; at the bound it copies the rest once. */
export const compactAfterEntries = 1024;
