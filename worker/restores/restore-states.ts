/** How far a restore has come: objects go back, are woken and compare; then the program is open again. */
export const RESTORE_STATES = ["restoring", "waking", "reconciling", "finished"] as const;
export type RestoreState = (typeof RESTORE_STATES)[number];
