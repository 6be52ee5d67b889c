/** Asks before a move that cannot be undone: says what it does with the sum, and takes the reason. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { isAnswerLost } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "./dialog.tsx";
import { NotDone } from "./not-done.tsx";

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
  /** Whether the same again is the same move, by an id of its own. */
  readonly isOnce?: boolean;
  /** Nobody knows whether it was done, or it was: to leave it then is not to cancel it. */
  readonly mayBeDone?: boolean;
  /** There is nothing to be done any more. */
  readonly isOver?: boolean;
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
  isOnce = false,
  mayBeDone = error !== null && isAnswerLost(error),
  isOver = false,
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
    if (!isMissing && !isOver) onMove(given);
  };
  const look = { isPending, color: isDestructive ? "danger" : "brand" };
  return (
    <Dialog title={title} isBusy={isPending} closing={mayBeDone ? "close" : "cancel"} onClose={onClose}>
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
        <NotDone error={error} isOnce={isOnce} />
        {isOver ? null : <Press text={title} {...look} />}
        <Further text={further} isPending={isPending} onPress={() => onMoveFurther?.(given)} />
      </form>
    </Dialog>
  );
}

interface PressProps {
  readonly text: string;
  readonly isPending: boolean;
  readonly color: string;
}

function Press({ text, isPending, color }: PressProps) {
  return (
    <Button type="submit" mt="md" loading={isPending} color={color}>
      {text}
    </Button>
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
