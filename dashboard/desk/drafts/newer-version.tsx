/** Nothing was saved yet: somebody else has saved another version since this one was begun. */
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { useInForce, type Version } from "../parts/in-force.ts";

export function NewerVersion({ of }: { readonly of: Version | null }) {
  const say = useText();
  const inForce = useInForce();
  if (of === null) return null;
  return (
    <Banner tone="bad" text={say("newer-version")} hint={say("newer-version-over", { newer: inForce(of) })} />
  );
}
