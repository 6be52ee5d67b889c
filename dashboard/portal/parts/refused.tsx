/** What somebody did was refused: why, in the words of the portal where it has some. */
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
  return <Banner tone="bad" text={text} {...why(error)} {...(onRetry === undefined ? {} : { onRetry })} />;
}
