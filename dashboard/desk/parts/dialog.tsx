/**
 * A dialog of the browser's own: it holds the focus, closes by Escape, and what lies behind it is inert. While a write of it is
 * under way it stays. The answer finds the dialog that asked, and nobody takes for undone what is being done.
 */
import { Button } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import css from "./dialog.module.css";

interface DialogProps {
  readonly title: string;
  /** Whether a write of it is under way. */
  readonly isBusy: boolean;
  /** On the button that closes it: to cancel is to have nothing done. */
  readonly closing?: "cancel" | "close";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, isBusy, closing = "cancel", onClose, children }: DialogProps) {
  const say = useText();
  const id = useId();
  const [isAsked, setAsked] = useState(false);
  const close = (): void => {
    setAsked(isBusy);
    if (!isBusy) onClose();
  };
  const { element, ...events } = useModal(isBusy, close);
  return (
    <dialog ref={element} className={css["dialog"]} aria-labelledby={id} {...events}>
      <h2 id={id}>{title}</h2>
      {children}
      {isBusy && isAsked ? <p role="status">{say("under-way")}</p> : null}
      <Button variant="subtle" size="xs" onClick={close} mt="md">
        {say(closing)}
      </Button>
    </dialog>
  );
}

/** Opens it. What the browser closes by itself is closed by whoever opened it, or is open again while it is to stay. */
function useModal(isBusy: boolean, close: () => void) {
  const element = useRef<HTMLDialogElement>(null);
  // Closed before it is gone, so that the focus returns to where it was.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  const isOwn = ({ target, currentTarget }: SyntheticEvent): boolean => target === currentTarget;
  return {
    element,
    // Browsers that do not know the word close it when Escape is pressed twice.
    closedby: isBusy ? ("none" as const) : ("closerequest" as const),
    onCancel: (event: SyntheticEvent) => {
      // A choice of files that is given up says so by the same event.
      if (!isOwn(event)) return;
      if (isBusy) event.preventDefault();
      close();
    },
    onClose: (event: SyntheticEvent) => {
      if (!isOwn(event)) return;
      if (isBusy) element.current?.showModal();
      close();
    },
    // Where the word is known, no event comes of Escape.
    onKeyDown: ({ key }: { readonly key: string }) => {
      if (isBusy && key === "Escape") close();
    },
  };
}
