/** Share links of a program, and the campaigns that they may belong to. */
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { FilterBar, TypedFilter } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page, Section } from "../parts/page.tsx";
import { Campaigns } from "./campaigns.tsx";
import { LinksTable } from "./links-table.tsx";
import { NewLink } from "./new-link.tsx";

export function LinksPage() {
  const say = useText();
  const filters = useFilters(["promoterId"]);
  return (
    <Page
      title={say("section-links")}
      actions={
        <Granted to="post /v1/programs/{program}/links">
          <NewLink />
        </Granted>
      }
    >
      <FilterBar>
        <TypedFilter name="promoterId" label={say("promoter-id")} filters={filters} />
      </FilterBar>
      <LinksTable filter={filters.given} />
      <Section title={say("campaigns")}>
        <Campaigns />
      </Section>
    </Page>
  );
}
