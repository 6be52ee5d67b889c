/** All that a click needs to know of a program, small enough to be kept by every isolate. */
export interface EdgeProgram {
  readonly id: string;
  readonly number: number;
  readonly allowedHosts: readonly string[];
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
  readonly honorGpc: boolean;
}
