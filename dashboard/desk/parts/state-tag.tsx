/** A state by its word and its colour: never by the colour alone. */
import { type TextId, useText } from "../catalogues/catalogues.ts";
import css from "./state-tag.module.css";

const TONES: Readonly<Record<string, "good" | "bad" | "warn">> = {
  available: "good",
  active: "good",
  paid: "good",
  cleared: "good",
  approved: "good",
  delivered: "good",
  used: "good",
  valid: "good",
  reversed: "bad",
  rejected: "bad",
  failed: "bad",
  returned: "bad",
  confirmed: "bad",
  suspended: "bad",
  disabled: "bad",
  gave_up: "bad",
  review: "warn",
  requested: "warn",
  open: "warn",
  held: "warn",
  processing: "warn",
  paused: "warn",
};

export function StateTag({
  state,
  of,
}: {
  readonly state: string;
  readonly of: "order" | "payout" | "case" | "status";
}) {
  const say = useText();
  return (
    <span className={`${css["tag"]} ${css[TONES[state] ?? "plain"]}`}>{say(`${of}-${state}` as TextId)}</span>
  );
}
