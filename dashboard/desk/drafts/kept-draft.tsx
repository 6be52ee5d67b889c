/** A form of what is saved in versions. What was typed in it stays when somebody else saves another version, and that is said. */
import { Fragment, type ReactNode, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { type HeldDraft, ontoNewest } from "./held-draft.ts";
import { useInForce, type Version } from "../parts/in-force.ts";

interface KeptDraftProps<Saved extends Version> {
  readonly newest: Saved;
  /** @param hold told of what is typed, and that it was saved. */
  readonly children: (begun: Saved, hold: (isTyped: boolean) => void) => ReactNode;
}

export function KeptDraft<Saved extends Version>({ newest, children }: KeptDraftProps<Saved>) {
  const say = useText();
  const inForce = useInForce();
  const [held, setHeld] = useState<HeldDraft<Saved>>({ begun: newest, isTyped: false });
  const { begun } = ontoNewest(held, newest);
  const hold = (isTyped: boolean): void =>
    setHeld((before) =>
      before.isTyped === isTyped ? before : { begun: ontoNewest(before, newest).begun, isTyped },
    );
  return (
    <>
      {begun.version === newest.version ? null : (
        <Banner tone="warn" text={say("newer-version-came")} hint={inForce(newest)} />
      )}
      <Fragment key={begun.version}>{children(begun, hold)}</Fragment>
    </>
  );
}
