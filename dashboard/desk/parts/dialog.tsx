/** A dialog of the browser's own: it holds the focus, closes by Escape, and what lies behind it is inert. */
import { Button } from "@mantine/core";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useText } from "../catalogues/catalogues.ts";
import css from "./dialog.module.css";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const say = useText();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  // Closed before it is gone, so that the focus returns to where it was.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={element} className={css["dialog"]} aria-labelledby={id} onCancel={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <Button variant="subtle" size="xs" onClick={onClose} mt="md">
        {say("cancel")}
      </Button>
    </dialog>
  );
}
