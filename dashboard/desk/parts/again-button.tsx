/** Does once more what a row is about, and says why where that is refused. */
import { Button } from "@mantine/core";
import { NotDone } from "./not-done.tsx";

interface AgainProps {
  readonly text: string;
  readonly of: { readonly isPending: boolean; readonly error: unknown };
  readonly onAgain: () => void;
}

export function AgainButton({ text, of: { isPending, error }, onAgain }: AgainProps) {
  return (
    <>
      <Button size="compact-sm" variant="default" loading={isPending} onClick={onAgain}>
        {text}
      </Button>
      <NotDone error={error} />
    </>
  );
}
