/** How something stands, in a word; its colour only repeats it. */
import { useText } from "../catalogues/catalogues.ts";

const TONES: Readonly<Record<string, "good" | "warn" | "bad">> = {
  available: "good",
  paid: "good",
  cleared: "good",
  expired: "good",
  settled: "good",
  held: "warn",
  requested: "warn",
  approved: "warn",
  processing: "warn",
  open: "warn",
  running: "warn",
  reversed: "bad",
  failed: "bad",
  rejected: "bad",
  returned: "bad",
  confirmed: "bad",
};

interface StateTagProps {
  readonly of: "order" | "payout" | "case" | "contest";
  readonly state: string;
}

export function StateTag({ of, state }: StateTagProps) {
  const say = useText();
  return (
    <span className={`tag ${TONES[state] ?? ""}`}>{say(`${of}-${state}` as Parameters<typeof say>[0])}</span>
  );
}
