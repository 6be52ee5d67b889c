/** What is shown to whoever may make a call, and what of it to those who may not. */
import type { ReactNode } from "react";
import { useText } from "../catalogues/catalogues.ts";
import type { Call } from "./calls.ts";
import css from "./granted.module.css";
import { useMay } from "./may.ts";

interface GrantedProps {
  readonly to: Call;
  readonly children: ReactNode;
}

/** A move: nobody else sees it. */
export function Granted({ to, children }: GrantedProps) {
  return useMay(to) ? <>{children}</> : null;
}

/** A form that is empty at first: anybody else reads that it is not theirs. */
export function GrantedForm({ to, children }: GrantedProps) {
  const say = useText();
  return useMay(to) ? <>{children}</> : <p>{say("not-yours-to-do")}</p>;
}

/** A form of what is set: anybody else reads its values. */
export function GrantedChange({ to, children }: GrantedProps) {
  const say = useText();
  if (useMay(to)) return <>{children}</>;
  return (
    <>
      <p>{say("not-yours-to-change")}</p>
      <fieldset disabled className={css["values"]}>
        {children}
      </fieldset>
    </>
  );
}
