/** Asks who is there once a session has ended, over a page that is hidden meanwhile: what was typed there stays, in memory alone. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useLayoutEffect, useRef } from "react";
import { type Session, useSignIn } from "../../common/api/session.ts";
import { useFocusBack } from "../../common/focus-back.ts";
import { useText } from "../catalogues/catalogues.ts";
import css from "../parts/dialog.module.css";
import { ByProvider, KeyForm } from "./sign-in.tsx";

export function SessionEnded({ of }: { readonly of: Session }) {
  const say = useText();
  const id = useId();
  const client = useQueryClient();
  const signIn = useSignIn(of);
  useFocusBack(placeBehind);
  const element = useRef<HTMLDialogElement>(null);
  // Above every other dialog.
  useLayoutEffect(() => element.current?.showModal(), []);
  return (
    <dialog
      ref={element}
      className={css["dialog"]}
      aria-labelledby={id}
      // Escape would go on to the form behind it. Browsers that do not know the word close it when Escape is pressed twice.
      closedby="none"
      onCancel={(event) => event.preventDefault()}
      onClose={(event) => event.currentTarget.showModal()}
    >
      <h2 id={id}>{say("session-ended")}</h2>
      <p>{say("session-ended-about")}</p>
      <ByProvider isElsewhere />
      <KeyForm signIn={signIn} />
      <Button variant="subtle" size="xs" mt="md" onClick={() => void client.resetQueries()}>
        {say("leave-page")}
      </Button>
    </dialog>
  );
}

/** The button of the form that is open, or the page. */
function placeBehind(): Element | null {
  return document.querySelector("dialog[open] [type=submit]") ?? document.querySelector("main");
}
