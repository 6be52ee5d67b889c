/** What is shown of an answer: while it is awaited, when it failed, when it is not for this reader, and when it is here. */
import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { isForbidden, isMissing, type Problem, problemOf } from "../../common/api/problem.ts";
import { useTryAgain } from "../../common/api/try-again.ts";
import { useFaultText } from "../../common/i18n/faults.ts";
import { useWhy } from "../../common/i18n/why.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useClock } from "../shell/program.tsx";
import css from "./answer.module.css";
import { fieldText } from "./field-names.ts";

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
}

export function Answer<Data>({ of, children }: AnswerProps<Data>) {
  const { data, dataUpdatedAt, error, failureReason } = of;
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
  if (!hasFailed) return <Waiting after={failureReason} />;
  if (isForbidden(error)) return <Banner tone="warn" text={say("forbidden")} hint={say("forbidden-hint")} />;
  if (isMissing(error)) return <Banner tone="warn" text={say("missing")} />;
  return <Refused error={error} text={say("failed")} onRetry={tryAgain} />;
}

/** @param after why an answer failed that is asked for again: where the service asks to wait, that is said. */
export function Waiting({ after = null }: { readonly after?: unknown }) {
  const say = useText();
  const { retryAfterMs } = problemOf(after);
  return (
    <div role="status" className={css["waiting"]}>
      <Loader size="sm" aria-hidden /> {say("loading")}{" "}
      {retryAfterMs === null ? null : say("busy", { seconds: Math.ceil(retryAfterMs / SECOND_MS) })}
    </div>
  );
}

interface RefusedProps {
  readonly error: unknown;
  readonly text: string;
  readonly onRetry?: () => unknown;
}

/** What was asked for or done was refused, with why. Nothing, as long as it was not. */
export function Refused({ error, text, ...rest }: RefusedProps) {
  return error === null ? null : <Refusal error={error} text={text} {...rest} />;
}

function Refusal({ error, text, ...rest }: RefusedProps) {
  const say = useText();
  const why = useWhy();
  const { code, detail, errors } = problemOf(error);
  if (code === "offline") return <Banner tone="bad" text={text} hint={say("failed-offline")} {...rest} />;
  const sentence = why(code) ?? (detail === "" ? code : detail);
  return (
    <Banner tone="bad" text={text} hint={sentence} {...rest}>
      <FieldFaults of={errors} />
      {detail === "" || detail === sentence ? null : <Said of={`${code}: ${detail}`} />}
    </Banner>
  );
}

function FieldFaults({ of }: { readonly of: Problem["errors"] }) {
  const say = useText();
  const faultText = useFaultText();
  if (of.length === 0) return null;
  return (
    <ul>
      {of.map((fault) => {
        const { path, message } = fault;
        const name = fieldText(path);
        return (
          <li key={`${path} ${message}`}>
            {name === null ? <code>{path}</code> : say(name)} {faultText(fault)}{" "}
            <Said of={name === null ? message : `${path}: ${message}`} />
          </li>
        );
      })}
    </ul>
  );
}

/** Words of the service itself, which are English. */
function Said({ of }: { readonly of: string }) {
  return <small lang="en">{of}</small>;
}

interface BannerProps {
  readonly tone: "bad" | "warn" | "good";
  readonly text: string;
  readonly hint?: string;
  readonly onRetry?: () => unknown;
  /** Absent: to try it again. */
  readonly retryText?: string;
  /** What stands behind the hint. */
  readonly children?: ReactNode;
}

export function Banner({ tone, text, hint, onRetry, retryText, children }: BannerProps) {
  const say = useText();
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={`${css["banner"]} ${css[tone]}`}>
      <strong>{text}</strong>
      {hint === undefined ? null : <p>{hint}</p>}
      {children}
      {onRetry === undefined ? null : (
        <Button size="xs" variant="default" onClick={() => void onRetry()}>
          {retryText ?? say("try-again")}
        </Button>
      )}
    </div>
  );
}

/** Nothing is here, and what would put something here. */
export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className={css["empty"]}>
      <p>{text}</p>
      {children}
    </div>
  );
}
