/** A page of the desk: one heading, what can be done beside it, and its parts. */
import { type ReactNode, useEffect } from "react";
import { Together } from "../../common/api/together.tsx";
import { Waiting } from "./answer.tsx";
import css from "./page.module.css";

interface PageProps {
  readonly title: string;
  readonly about?: string;
  readonly actions?: ReactNode;
  /** Its parts appear at once: each would push down, or pull up, those below it. */
  readonly isTogether?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, about, actions, isTogether = false, children }: PageProps) {
  useTitle(title);
  return (
    <>
      <header className={css["head"]}>
        <div>
          <h1>{title}</h1>
          {about === undefined ? null : <p>{about}</p>}
        </div>
        <div className={css["actions"]}>{actions}</div>
      </header>
      {isTogether ? <Together waiting={<Waiting />}>{children}</Together> : children}
    </>
  );
}

/** What the browser calls the page, in tabs and to those who hear it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tributary`;
  }, [title]);
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css["section"]}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What can be done with what a page shows. */
export function Moves({ children }: { readonly children: ReactNode }) {
  return <div className={css["moves"]}>{children}</div>;
}

/** Names and their values. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css["facts"]}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
