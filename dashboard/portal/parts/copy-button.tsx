/** Copies a text, and says that it did. Old browsers inside of apps let no page write to the clipboard: then it is marked. */
import { useState } from "react";
import { useText } from "../catalogues/catalogues.ts";

export function CopyButton({ text, name }: { readonly text: string; readonly name: string }) {
  const say = useText();
  const [state, setState] = useState<"idle" | "copied" | "by-hand">("idle");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("by-hand");
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {state === "copied" ? say("copied") : name}
      </button>
      <span role="status" className="unseen">
        {state === "copied" ? say("copied") : ""}
      </span>
      {state === "by-hand" ? <ByHand text={text} /> : null}
    </>
  );
}

function ByHand({ text }: { readonly text: string }) {
  const say = useText();
  return (
    <textarea
      readOnly
      aria-label={say("copy-by-hand")}
      value={text}
      rows={2}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
