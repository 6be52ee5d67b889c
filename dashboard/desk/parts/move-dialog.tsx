/** Asks before a move that cannot be undone: says what it does with the sum, and takes the reason. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "./answer.tsx";
import { Dialog } from "./dialog.tsx";

interface MoveDialogProps {
  readonly title: string;
  /** What will happen, with the sum. */
  readonly effect: string;
  /** What the move says beside, such as sums one by one. */
  readonly children?: ReactNode;
  readonly isDestructive?: boolean;
  readonly needsReason: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onMove: (reason: string) => void;
  /** A second way: the move, and what mostly follows it. */
  readonly further?: string;
  readonly onMoveFurther?: (reason: string) => void;
  readonly onClose: () => void;
}

export function MoveDialog({
  title,
  effect,
  children,
  isDestructive = false,
  needsReason,
  isPending,
  error,
  onMove,
  further,
  onMoveFurther,
  onClose,
}: MoveDialogProps) {
  const say = useText();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  // One line: it stands in lists, and the service takes no other.
  const given = reason.trim().replace(/\s*[\r\n]+\s*/gu, " ");
  const isMissing = needsReason && given === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Blanks are no reason, and the browser takes them for one.
    setAsked(true);
    if (!isMissing) onMove(given);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{effect}</p>
        {children}
        <Textarea
          label={say("reason")}
          description={say("reason-hint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required={needsReason}
          error={isAsked && isMissing ? say("reason-missing") : undefined}
          maxLength={500}
        />
        <Refused error={error} text={say("refused")} />
        <Button type="submit" mt="md" loading={isPending} color={isDestructive ? "danger" : "brand"}>
          {title}
        </Button>
        <Further text={further} isPending={isPending} onPress={() => onMoveFurther?.(given)} />
      </form>
    </Dialog>
  );
}

interface FurtherProps {
  readonly text: string | undefined;
  readonly isPending: boolean;
  readonly onPress: () => void;
}

function Further({ text, isPending, onPress }: FurtherProps) {
  if (text === undefined) return null;
  return (
    <Button mt="md" ms="sm" variant="default" loading={isPending} onClick={onPress}>
      {text}
    </Button>
  );
}
