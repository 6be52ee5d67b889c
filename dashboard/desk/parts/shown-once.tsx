/** A secret that is never shown again. */
import { Banner } from "./answer.tsx";
import { CopyButton } from "./copy-button.tsx";

export function ShownOnce({ text, secret }: { readonly text: string; readonly secret: string }) {
  return (
    <>
      <Banner tone="good" text={text} hint={secret} />
      <CopyButton text={secret} />
    </>
  );
}
