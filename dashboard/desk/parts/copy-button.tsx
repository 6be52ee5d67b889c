/** Copies a text, and says so. Where the browser lets no page do that, the text is shown to be marked. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useText } from "../catalogues/catalogues.ts";

export function CopyButton({ text }: { readonly text: string }) {
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
  if (state === "by-hand")
    return (
      <Textarea
        readOnly
        autoFocus
        autosize
        description={say("copy-by-hand")}
        aria-label={say("copy-what", { text })}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
    );
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => void copy()}
      aria-label={say("copy-what", { text })}
    >
      <span aria-live="polite">{say(state === "copied" ? "copied" : "copy")}</span>
    </Button>
  );
}
