/** What a delivery of clicks was answered. */
export interface Judged {
  /** Clicks that the measured judge decided. */
  readonly decided: number;
  /** Of those, the ones that may not count. */
  readonly refused: number;
  /** Clicks of calls that Redis did not answer in time: ClickGuard would have judged them. */
  readonly late: number;
}

/** Where the Worker of the benchmark is asked to judge. */
export const JUDGE_PATH = "/-/judge";
