/** Who reaches the program, as a person or by a key, and who changed what. */
import { useText } from "../catalogues/catalogues.ts";
import { Page } from "../parts/page.tsx";
import { Audit } from "./audit.tsx";
import { Keys } from "./keys.tsx";
import { People } from "./people.tsx";

export function AccessPage() {
  const say = useText();
  return (
    <Page title={say("section-access")}>
      <People />
      <Keys />
      <Audit />
    </Page>
  );
}
