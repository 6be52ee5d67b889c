/** A page below the program's head: its name, and its parts. */
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { Link } from "wouter";
import { usePlace } from "../shell/program.tsx";

interface PageProps {
  readonly title: string;
  /** Where the way back leads, with its name. */
  readonly back?: { readonly to: string; readonly text: string };
  readonly children: ReactNode;
}

/** Whether a page was shown before in this visit: then the next one takes the focus, so that readers of screens hear it. */
let wasShown = false;

export function Page({ title, back, children }: PageProps) {
  const { name } = usePlace().look;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  // At once: a frame later the focus would be taken from a field that its reader has chosen meanwhile.
  useLayoutEffect(() => {
    if (wasShown) heading.current?.focus();
    wasShown = true;
  }, []);
  return (
    <>
      {back === undefined ? null : (
        <p className="back">
          <Link href={back.to}>‹ {back.text}</Link>
        </p>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Section({ title, children }: SectionProps) {
  return (
    <section className="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
