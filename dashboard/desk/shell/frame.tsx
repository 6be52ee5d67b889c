/** What stands around every page of a program: where one is, where one can go, in which language and light. */
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { Session } from "../../common/api/session.ts";
import { Boundary, loadAnew } from "../../common/boundary.tsx";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import css from "./frame.module.css";
import { LanguageSwitch } from "./language-switch.tsx";
import { pathOf, type Section, sectionOf, SECTIONS } from "./paths.ts";
import { onlyProgramOf, useProgram } from "./program.tsx";
import { SignOut } from "./sign-out.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

export function Frame({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const say = useText();
  const program = useProgram();
  const main = useFocusOnNewPage();
  const [path] = useLocation();
  return (
    <div className={css["frame"]}>
      <a href="#main" className={css["skip"]}>
        {say("skip")}
      </a>
      <header className={css["header"]}>
        <span className={css["program"]}>{program.name}</span>
        {onlyProgramOf(session) === null ? <Link href="/desk">{say("other-program")}</Link> : null}
        <span className={css["who"]}>
          <Who session={session} />
        </span>
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </header>
      <Navigation program={program.id} />
      <main id="main" ref={main} tabIndex={-1} className={css["main"]}>
        <Boundary at={path} broken={<Broken />}>
          {children}
        </Boundary>
      </main>
    </div>
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

function Who({ session: { caller, email } }: { readonly session: Session }) {
  const say = useText();
  if (caller === "person") return say("signed-in-person", { email: email ?? "" });
  return say(caller === "operator" ? "who-operator" : "who-key");
}

/** Whoever goes to another page by the keyboard goes on at its beginning. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current !== path) main.current?.focus();
    shown.current = path;
  }, [path]);
  return main;
}

function Navigation({ program }: { readonly program: string }) {
  const say = useText();
  const [path] = useLocation();
  const here = sectionOf(path);
  return (
    <nav aria-label={say("sections")} className={css["nav"]}>
      <ul>
        {SECTIONS.map((section: Section) => (
          <li key={section}>
            <Link href={pathOf(program, section)} aria-current={section === here ? "page" : undefined}>
              {say(`section-${section}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
