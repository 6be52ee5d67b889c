/** A write that did not succeed: it was refused, with why, or its answer was lost, and then nobody says that it was not done. */
import { isAnswerLost } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner, Refused } from "./answer.tsx";

interface NotDoneProps {
  readonly error: unknown;
  /** Whether the same again is the same write, by an id of its own. */
  readonly isOnce?: boolean;
}

export function NotDone({ error, isOnce = false }: NotDoneProps) {
  const say = useText();
  if (error === null || !isAnswerLost(error)) return <Refused error={error} text={say("refused")} />;
  return (
    <Banner
      tone="bad"
      text={say("unknown-done")}
      hint={say(isOnce ? "unknown-done-once" : "unknown-done-look")}
    />
  );
}
