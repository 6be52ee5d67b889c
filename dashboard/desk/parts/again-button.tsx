/** Does once more what a row is about, and says why where that is refused. */
import { Button } from "@mantine/core";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "./answer.tsx";

interface AgainProps {
  readonly text: string;
  readonly of: { readonly isPending: boolean; readonly error: unknown };
  readonly onAgain: () => void;
}

export function AgainButton({ text, of: { isPending, error }, onAgain }: AgainProps) {
  const say = useText();
  return (
    <>
      <Button size="compact-sm" variant="default" loading={isPending} onClick={onAgain}>
        {text}
      </Button>
      <Refused error={error} text={say("refused")} />
    </>
  );
}
