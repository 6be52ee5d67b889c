/** Asks who is there once a session has ended. The page is hidden meanwhile, and what was typed there stays, in memory alone. */
import { useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { type Session, useSignIn } from "../../common/api/session.ts";
import { useFocusBack } from "../../common/focus-back.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Head } from "./frame.tsx";
import type { Look } from "./program.tsx";
import { WaysIn } from "./sign-in.tsx";

const pageBehind = (): Element | null => document.querySelector("#page");

export function SessionEnded({ look, of }: { readonly look: Look; readonly of: Session }) {
  const say = useText();
  const client = useQueryClient();
  const signIn = useSignIn(of);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusBack(pageBehind);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus();
  }, []);
  return (
    <>
      <Head look={look} />
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {say("session-ended")}
        </h1>
        <p>{say("session-ended-about")}</p>
        <WaysIn look={look} signIn={signIn} wechatHint={say("sign-in-wechat-leaves")} />
        <button type="button" className="wide" onClick={() => void client.resetQueries()}>
          {say("leave-page")}
        </button>
      </main>
    </>
  );
}
