/** A button that takes something away, once it has said what that does and was told why. */
import { Button, type ButtonProps } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { MoveDialog } from "./move-dialog.tsx";

interface Removal<Asked> {
  readonly mutate: (asked: Asked, options: { onSuccess: () => Promise<void> }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly reset: () => void;
}

interface TakeAwayProps<Asked> extends Pick<ButtonProps, "size" | "me"> {
  /** On the button; `title` where the dialog needs more words. */
  readonly text: string;
  readonly title?: string;
  readonly effect: string;
  readonly children?: ReactNode;
  readonly by: Removal<Asked>;
  readonly asked: (why: { reason: string }) => Asked;
}

export function TakeAway<Asked>({ text, title, effect, children, by, asked, ...look }: TakeAwayProps<Asked>) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const open = (): void => {
    by.reset();
    setOpen(true);
  };
  const done = async (): Promise<void> => {
    close();
    await client.invalidateQueries();
  };
  return (
    <>
      <Button
        variant="default"
        {...look}
        {...(title === undefined ? {} : { "aria-label": title })}
        onClick={open}
      >
        {text}
      </Button>
      {isOpen ? (
        <MoveDialog
          title={title ?? text}
          effect={effect}
          isDestructive
          needsReason
          isPending={by.isPending}
          error={by.error}
          onClose={close}
          onMove={(reason) => by.mutate(asked({ reason }), { onSuccess: done })}
        >
          {children}
        </MoveDialog>
      ) : null}
    </>
  );
}
