/** What somebody did was refused: why, in the words of the portal where it has some. */
import { problemOf } from "../../common/api/problem.ts";
import { Banner, useProblemText } from "./answer.tsx";

interface RefusedProps {
  readonly error: unknown;
  readonly text: string;
  readonly onRetry?: () => unknown;
}

/** What was asked for or done was refused, with why. Nothing, as long as it was not. */
export function Refused({ error, text, onRetry }: RefusedProps) {
  const why = useProblemText();
  if (error === null || error === undefined) return null;
  const { errors } = problemOf(error);
  const fields = errors.map(({ message }) => message).join(" ");
  return (
    <Banner
      tone="bad"
      text={text}
      hint={why(error)}
      said={fields}
      {...(onRetry === undefined ? {} : { onRetry })}
    />
  );
}
