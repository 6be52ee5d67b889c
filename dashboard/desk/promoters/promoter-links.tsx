/** The share links of a promoter. */
import { LinksTable } from "../links/links-table.tsx";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { NewLink } from "../links/new-link.tsx";
import { Section } from "../parts/page.tsx";

export function PromoterLinks({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  return (
    <Section title={say("section-links")}>
      <Granted to="post /v1/programs/{program}/links">
        <NewLink promoterId={promoterId} />
      </Granted>
      <LinksTable filter={{ promoterId }} />
    </Section>
  );
}
