/** Asks who is there once a session has ended, over a page that is hidden meanwhile: what was typed there stays, in memory alone. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useLayoutEffect, useRef } from "react";
import { type Session, useSignInAgain } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";
import css from "../parts/dialog.module.css";
import { ByProvider, KeyForm } from "./sign-in.tsx";

export function SessionEnded({ of }: { readonly of: Session }) {
  const say = useText();
  const id = useId();
  const client = useQueryClient();
  const signIn = useSignInAgain(of);
  const element = useStaying();
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
function placeIn(page: Document): Element | null {
  return page.querySelector("dialog[open] [type=submit]") ?? page.querySelector("main");
}

/** Opens it above every other dialog. Once it is gone the focus is where it was. */
function useStaying() {
  const element = useRef<HTMLDialogElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    focused.current = document.activeElement;
    element.current?.showModal();
  }, []);
  useEffect(
    () => () => {
      // A button that waits for its answer has lost the focus by then.
      const wasNowhere = focused.current === null || focused.current === document.body;
      const back = wasNowhere ? placeIn(document) : focused.current;
      if (back instanceof HTMLElement) back.focus();
    },
    [],
  );
  return element;
}
