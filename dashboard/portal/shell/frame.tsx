/** What stands around every page: the program's name and logo above, the bar of the main pages below. */
import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { useText } from "../catalogues/catalogues.ts";
import { Icon, type IconName } from "../parts/icon.tsx";
import { pathOf } from "./paths.ts";
import type { Look } from "./program.tsx";

const BAR = ["home", "orders", "links", "withdraw", "more"] as const satisfies readonly IconName[];

export function Frame({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  const say = useText();
  const [location] = useLocation();
  useEffect(() => {
    // Newer browsers answer a promise, which is nothing to clean up by.
    scrollTo(0, 0);
  }, [location]);
  const home = pathOf(look.program, "");
  const [, page = ""] = location.slice(home.length).split("/");
  const shown = page === "" ? "home" : BAR.some((one) => one === page) ? page : "more";
  return (
    <>
      <a className="skip" href="#page">
        {say("skip")}
      </a>
      <Head look={look} />
      <main id="page" tabIndex={-1}>
        {children}
      </main>
      <nav aria-label={say("pages")} className="bar">
        {BAR.map((name) => (
          <Link
            key={name}
            href={name === "home" ? home : `${home}/${name}`}
            aria-current={name === shown ? "page" : undefined}
          >
            <Icon name={name} />
            <span>{say(name === "more" ? "more-pages" : name)}</span>
          </Link>
        ))}
      </nav>
    </>
  );
}

/** Before the look is known it keeps its place, so that nothing below moves. */
export function Head({ look }: { readonly look?: Look }) {
  return (
    <header className="head">
      {look?.logo === undefined ? null : <img src={look.logo} alt="" width="32" height="32" />}
      <span>{look?.name}</span>
    </header>
  );
}
