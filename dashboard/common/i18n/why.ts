/** Why something was refused, in the language that is shown. */
import { useLingui } from "@lingui/react";

/** @returns the sentence for a code of the API, or null where the pages have none. */
export function useWhy(): (code: string) => string | null {
  const { i18n } = useLingui();
  return (code) => {
    const id = `why-${code}`;
    return id in i18n.messages ? i18n._(id) : null;
  };
}
