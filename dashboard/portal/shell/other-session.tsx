/** Somebody is signed in, and not as a promoter of this program. */
import "../parts/forms.css";
import { useSignOut } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { Head } from "./frame.tsx";
import type { Look } from "./program.tsx";

export function OtherSession({ look }: { readonly look: Look }) {
  const say = useText();
  const signOut = useSignOut();
  return (
    <>
      <Head look={look} />
      <main>
        <h1>{say("title")}</h1>
        <Banner tone="warn" text={say("not-a-promoter")} />
        <button type="button" className="main" onClick={() => signOut.mutate({})}>
          {say("sign-out")}
        </button>
      </main>
    </>
  );
}
