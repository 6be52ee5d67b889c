/** How a transfer stands by which WeChat Pay pays a payout. */

/** WeChat Pay's own words for how a transfer stands. */
export const TRANSFER_STATES = [
  "ACCEPTED",
  "PROCESSING",
  "WAIT_USER_CONFIRM",
  "TRANSFERING",
  "SUCCESS",
  "FAIL",
  "CANCELING",
  "CANCELLED",
] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];
