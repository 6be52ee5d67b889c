/** Hands the text to the apps of the phone, where the browser can. */
import { useText } from "../catalogues/catalogues.ts";

interface ShareButtonProps {
  readonly title: string;
  readonly text: string;
  readonly url: string;
}

export function ShareButton(card: ShareButtonProps) {
  const say = useText();
  if (!("share" in navigator)) return null;
  // Whoever changes their mind has refused nothing.
  const share = () => void navigator.share(card).catch(() => undefined);
  return (
    <button type="button" onClick={share}>
      {say("share")}
    </button>
  );
}
