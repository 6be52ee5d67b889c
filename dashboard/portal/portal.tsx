/** The whole portal: the program's look first, then the sign-in, or what is the promoter's own. */
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Boundary, loadAnew } from "../common/boundary.tsx";
import { queries } from "../common/api/client.ts";
import { readerOf, type Session, useOneReader, useSession } from "../common/api/session.ts";
import { loadAllMessages, useText } from "./catalogues/catalogues.ts";
import { HomePage } from "./home/home-page.tsx";
import { Answer, Banner, Waiting } from "./parts/answer.tsx";
import { Soon } from "./parts/soon.tsx";
import { Frame, Head } from "./shell/frame.tsx";
import { followLook } from "./shell/look.ts";
import { PlaceOf, type Look } from "./shell/program.tsx";

const Pages = lazy(async () => {
  const [{ Pages }] = await Promise.all([import("./pages/pages.tsx"), loadAllMessages()]);
  return { default: Pages };
});

/** Says below the page, where it moves nothing, that terms wait. */
const TermsBanner = lazy(async () => ({ default: (await import("./more/terms-banner.tsx")).TermsBanner }));

/** Whoever is signed in needs neither. */
const SignIn = lazy(async () => ({ default: (await import("./shell/sign-in.tsx")).SignIn }));
const SessionEnded = lazy(async () => ({
  default: (await import("./shell/session-ended.tsx")).SessionEnded,
}));
const OtherSession = lazy(async () => ({
  default: (await import("./shell/other-session.tsx")).OtherSession,
}));

export function Portal() {
  return (
    <Switch>
      <Route path="/portal/:program/*?">{({ program }) => <ProgramPortal program={program} />}</Route>
    </Switch>
  );
}

function ProgramPortal({ program }: { readonly program: string }) {
  const say = useText();
  const look = queries.useQuery(
    "get",
    "/portal/{program}/look",
    { params: { path: { program } } },
    { staleTime: Infinity },
  );
  if (look.data !== undefined) return <Shown look={look.data} />;
  return (
    <>
      <Head />
      <main>
        <Answer of={look} missing={<Banner tone="warn" text={say("program-unknown")} />}>
          {() => null}
        </Answer>
      </main>
    </>
  );
}

function Shown({ look }: { readonly look: Look }) {
  const { session, ended, ...asked } = useSession();
  useOneReader(session ?? ended);
  useEffect(() => followLook(look), [look]);
  useEffect(() => {
    document.title = look.name;
  }, [look.name]);
  if (session === undefined) {
    return (
      <>
        <Head look={look} />
        <main>
          <Answer of={{ ...asked, data: undefined }}>{() => null}</Answer>
        </main>
      </>
    );
  }
  const reader = session ?? ended;
  if (reader === null) {
    return (
      <Loaded look={look}>
        <SignIn look={look} />
      </Loaded>
    );
  }
  // Where a session has ended the page stays as it is, unseen, until its reader is back.
  return (
    <>
      <div hidden={ended !== null}>
        <Loaded look={look}>
          <Inside key={readerOf(reader)} look={look} session={reader} />
        </Loaded>
      </div>
      {ended === null ? null : (
        <Loaded look={look}>
          <SessionEnded look={look} of={ended} />
        </Loaded>
      )}
    </>
  );
}

function Loaded({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  return (
    <Boundary at="" broken={<Broken />}>
      <Suspense fallback={<Head look={look} />}>{children}</Suspense>
    </Boundary>
  );
}

function Broken() {
  const say = useText();
  return (
    <Banner
      tone="bad"
      text={say("page-broken")}
      hint={say("page-broken-hint")}
      retryText={say("load-anew")}
      onRetry={loadAnew}
    />
  );
}

interface InsideProps {
  readonly look: Look;
  readonly session: Session;
}

function Inside({ look, session: { promoterId, program } }: InsideProps) {
  const [location] = useLocation();
  if (promoterId === null || program !== look.program) return <OtherSession look={look} />;
  return (
    <PlaceOf place={{ look, promoterId }}>
      <Frame look={look}>
        <Boundary at={location} broken={<Broken />}>
          <Switch>
            <Route path="/portal/:program">
              <Soon>
                <HomePage />
              </Soon>
            </Route>
            <Route>
              <Suspense fallback={<Waiting />}>
                <Pages />
              </Suspense>
            </Route>
          </Switch>
        </Boundary>
        {look.termsVersion === null ? null : (
          <Boundary at={location} broken={null}>
            <Suspense fallback={null}>
              <TermsBanner />
            </Suspense>
          </Boundary>
        )}
      </Frame>
    </PlaceOf>
  );
}
