/** What somebody did was refused: why, in the words of the portal where it has some. */
import { problemOf } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "./answer.tsx";

/** Refusals that a promoter meets, in the words of the portal. */
const WORDED = [
  "below_minimum",
  "insufficient_available",
  "payout_open",
  "promoter_suspended",
  "destination_not_allowed",
  "too_many_links",
  "terms_changed",
  "already_appealed",
] as const;

interface RefusedProps {
  readonly error: unknown;
  readonly text: string;
  readonly onRetry?: () => unknown;
}

/** What was asked for or done was refused, with why. Nothing, as long as it was not. */
export function Refused({ error, text, onRetry }: RefusedProps) {
  const say = useText();
  if (error === null || error === undefined) return null;
  const { code, detail, errors } = problemOf(error);
  const worded = WORDED.find((one) => one === code);
  const own = [detail, ...errors.map(({ message }) => message)].filter((part) => part !== "").join(" ");
  const hint = code === "offline" ? say("failed-offline") : worded === undefined ? own : say(`why-${worded}`);
  return <Banner tone="bad" text={text} hint={hint} {...(onRetry === undefined ? {} : { onRetry })} />;
}
