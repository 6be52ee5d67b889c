/** What is shown of an answer: while it is awaited, when it failed, when it is not for this reader, and when it is here. */
import type { ReactNode } from "react";
import { isForbidden, isMissing, problemOf } from "../../common/api/problem.ts";
import { useTryAgain } from "../../common/api/try-again.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useClock } from "../shell/program.tsx";

interface Asked<Data> {
  readonly data: Data | undefined;
  /** When it came, in milliseconds; 0 before it did. */
  readonly dataUpdatedAt: number;
  readonly error: unknown;
}

interface AnswerProps<Data> {
  readonly of: Asked<Data>;
  readonly children: (data: NonNullable<Data>) => ReactNode;
  /** Shown where there is no such thing, which is no fault then. */
  readonly missing?: ReactNode;
}

export function Answer<Data>({ of: { data, dataUpdatedAt, error }, children, missing }: AnswerProps<Data>) {
  const say = useText();
  const clock = useClock();
  const tryAgain = useTryAgain();
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
  if (!hasFailed) return <Waiting />;
  if (isForbidden(error)) return <Banner tone="warn" text={say("forbidden")} hint={say("ask-shop")} />;
  if (isMissing(error)) return missing ?? <Banner tone="warn" text={say("missing")} />;
  const { code, detail } = problemOf(error);
  const hint = code === "offline" ? say("failed-offline") : detail;
  return <Banner tone="bad" text={say("failed")} hint={hint} onRetry={tryAgain} />;
}

/** Keeps about the room of what comes, so that nothing jumps. */
export function Waiting() {
  const say = useText();
  return (
    <div role="status" className="waiting">
      <span className="unseen">{say("loading")}</span>
      <span className="bone" />
      <span className="bone" />
      <span className="bone short" />
    </div>
  );
}

interface BannerProps {
  readonly tone: "good" | "warn" | "bad";
  readonly text: string;
  readonly hint?: string;
  readonly onRetry?: () => unknown;
}

export function Banner({ tone, text, hint = "", onRetry }: BannerProps) {
  const say = useText();
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={`banner ${tone}`}>
      <p>
        <strong>{text}</strong>
        {hint === "" ? null : <span>{hint}</span>}
      </p>
      {onRetry === undefined ? null : (
        <button type="button" onClick={() => void onRetry()}>
          {say("try-again")}
        </button>
      )}
    </div>
  );
}
