/** The whole desk: the sign-in, or what is behind it. */
import { useSession } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { SignIn } from "./sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";

export function Desk() {
  const say = useText();
  const { session, ...asked } = useSession();
  if (session === undefined) {
    return <Answer of={{ ...asked, data: undefined }}>{() => say("loading")}</Answer>;
  }
  return session === null ? <SignIn /> : <SignedIn session={session} />;
}
