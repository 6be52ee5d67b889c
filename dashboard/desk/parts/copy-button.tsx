/** Copies a text, and says so. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useText } from "../catalogues/catalogues.ts";

export function CopyButton({ text }: { readonly text: string }) {
  const say = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => void copy()}
      aria-label={say("copy-what", { text })}
    >
      <span aria-live="polite">{say(isCopied ? "copied" : "copy")}</span>
    </Button>
  );
}
