/** What is shown of an answer: while it is awaited, when it failed, when it is not for this reader, and when it is here. */
import type { ReactNode } from "react";
import { isForbidden, isMissing, problemOf } from "../../common/api/problem.ts";
import { useTryAgain } from "../../common/api/try-again.ts";
import { useFaultText } from "../../common/i18n/faults.ts";
import { useWhy } from "../../common/i18n/why.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useClock } from "../shell/program.tsx";
import { type Words, wordsOf } from "./problem-words.ts";

const SECOND_MS = 1_000;

interface Asked<Data> {
  readonly data: Data | undefined;
  /** When it came, in milliseconds; 0 before it did. */
  readonly dataUpdatedAt: number;
  readonly error: unknown;
  /** Why it failed the last time, also while it is asked for again. */
  readonly failureReason: unknown;
}

interface AnswerProps<Data> {
  readonly of: Asked<Data>;
  readonly children: (data: NonNullable<Data>) => ReactNode;
  /** Shown where there is no such thing, which is no fault then. */
  readonly missing?: ReactNode;
}

export function Answer<Data>({ of, children, missing }: AnswerProps<Data>) {
  const { data, dataUpdatedAt, error, failureReason } = of;
  const say = useText();
  const clock = useClock();
  const tryAgain = useTryAgain();
  const problemText = useProblemText();
  const hasFailed = error !== null && error !== undefined;
  if (data !== undefined && data !== null) {
    return (
      <>
        {hasFailed ? (
          <Banner tone="warn" text={say("stale", { time: clock(dataUpdatedAt) })} onRetry={tryAgain} />
        ) : null}
        {children(data)}
      </>
    );
  }
  if (!hasFailed) return <Waiting after={failureReason} />;
  if (isForbidden(error)) return <Banner tone="warn" text={say("forbidden")} hint={say("ask-shop")} />;
  if (isMissing(error)) return missing ?? <Banner tone="warn" text={say("missing")} />;
  return <Banner tone="bad" text={say("failed")} {...problemText(error)} onRetry={tryAgain} />;
}

/** Why, in the words of the portal where it has some, and in those of the service. */
export function useProblemText(): (error: unknown) => Words {
  const say = useText();
  const why = useWhy();
  const faultText = useFaultText();
  return (error) => {
    const problem = problemOf(error);
    if (problem.code === "offline") return { hint: say("failed-offline"), said: "" };
    return wordsOf(problem, why, faultText);
  };
}

/**
 * Keeps about the room of what comes, so that nothing jumps.
 *
 * @param after why an answer failed that is asked for again: where the service asks to wait, that is said.
 */
export function Waiting({ after = null }: { readonly after?: unknown }) {
  const say = useText();
  const { retryAfterMs } = problemOf(after);
  return (
    <div role="status" className="waiting">
      <span className="unseen">{say("loading")}</span>
      <span className="bone" />
      <span className="bone" />
      <span className="bone short" />
      {retryAfterMs === null ? null : say("busy", { seconds: Math.ceil(retryAfterMs / SECOND_MS) })}
    </div>
  );
}

interface BannerProps {
  readonly tone: "good" | "warn" | "bad";
  readonly text: string;
  readonly hint?: string;
  /** Words of the service itself, which are English. */
  readonly said?: string;
  readonly onRetry?: () => unknown;
  /** Absent: to try it again. */
  readonly retryText?: string;
}

export function Banner({ tone, text, hint = "", said = "", onRetry, retryText }: BannerProps) {
  const say = useText();
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={`banner ${tone}`}>
      <p>
        <strong>{text}</strong>
        {hint === "" ? null : <span>{hint}</span>}
        {said === "" ? null : <small lang="en">{said}</small>}
      </p>
      {onRetry === undefined ? null : (
        <button type="button" onClick={() => void onRetry()}>
          {retryText ?? say("try-again")}
        </button>
      )}
    </div>
  );
}
