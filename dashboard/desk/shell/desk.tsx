/** The whole desk: the sign-in, or what is behind it. Where a session has ended the page stays as it is, unseen, until its reader is back. */
import { Router } from "wouter";
import { readerOf, useOneReader, useSession } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { usePlace, usePlaceSearch } from "./places.ts";
import { SessionEnded } from "./session-ended.tsx";
import { SignIn } from "./sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";
import { askFirst } from "./unsaved.ts";

export function Desk() {
  const say = useText();
  const { session, ended, ...asked } = useSession();
  useOneReader(session ?? ended);
  if (session === undefined) {
    return <Answer of={{ ...asked, data: undefined }}>{() => say("loading")}</Answer>;
  }
  const reader = session ?? ended;
  if (reader === null) return <SignIn />;
  return (
    <>
      <div hidden={ended !== null}>
        <Router hook={usePlace} searchHook={usePlaceSearch} aroundNav={askFirst}>
          <SignedIn key={readerOf(reader)} session={reader} />
        </Router>
      </div>
      {ended === null ? null : <SessionEnded of={ended} />}
    </>
  );
}
