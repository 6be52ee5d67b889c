/** What stands behind the sign-in: the pages of one program, or the choice of one. */
import { Redirect, Route, Switch } from "wouter";
import { queries } from "../../common/api/client.ts";
import type { Session } from "../../common/api/session.ts";
import { Answer } from "../parts/answer.tsx";
import { Frame } from "./frame.tsx";
import { Pages } from "./pages.tsx";
import { pathOf } from "./paths.ts";
import { onlyProgramOf, ProgramShown } from "./program.tsx";
import css from "./programs.module.css";
import { Programs } from "./programs.tsx";
import { SignOut } from "./sign-out.tsx";

export function SignedIn({ session }: { readonly session: Session }) {
  const own = onlyProgramOf(session);
  return (
    <Switch>
      <Route path="/desk/:program/*?">{({ program }) => <OfProgram id={program} session={session} />}</Route>
      <Route>
        {own === null ? <Programs session={session} /> : <Redirect to={pathOf(own, "home")} replace />}
      </Route>
    </Switch>
  );
}

function OfProgram({ id, session }: { readonly id: string; readonly session: Session }) {
  const query = queries.useQuery("get", "/v1/programs/{program}", { params: { path: { program: id } } });
  if (query.data === undefined && query.error !== null) {
    return (
      <main className={css["main"]}>
        <Answer of={query}>{() => null}</Answer>
        <SignOut />
      </main>
    );
  }
  return (
    <Answer of={query}>
      {(program) => (
        <ProgramShown program={program}>
          <Frame session={session}>
            <Pages />
          </Frame>
        </ProgramShown>
      )}
    </Answer>
  );
}
