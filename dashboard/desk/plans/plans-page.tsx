/** The rules of commission: edited as forms, tried on recorded orders, and saved only then. */
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { RulesEditor } from "./rules-editor.tsx";

export function PlansPage() {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const params = { path: { program: id } };
  const rules = queries.useQuery("get", "/v1/programs/{program}/commission-rules", { params });
  return (
    <Page title={say("section-plans")} about={say("plans-about")}>
      <Section title={say("rules")}>
        <Answer of={rules}>
          {(set) => (
            <>
              <p>
                {Date.parse(set.effectiveFrom) === 0
                  ? say("rules-from-begin", { version: set.version })
                  : say("settings-about", { version: set.version, time: time(set.effectiveFrom) })}
              </p>
              <RulesEditor key={set.version} saved={set.rules} />
            </>
          )}
        </Answer>
      </Section>
      <Tiers />
    </Page>
  );
}

function Tiers() {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const tiers = queries.useQuery("get", "/v1/programs/{program}/tiers", {
    params: { path: { program: id } },
  });
  return (
    <Section title={say("tiers")}>
      <Answer of={tiers}>
        {(set) => (
          <>
            <p>{say(`tiers-review-${set.review}`)}</p>
            <DataTable
              label={say("tiers")}
              rows={set.tiers}
              keyOf={({ name }) => name}
              empty={say("tiers-empty")}
              columns={[
                { head: say("tier"), cell: ({ name }) => name },
                { head: say("from-sales"), cell: ({ fromSales }) => money(fromSales), isNumber: true },
              ]}
            />
          </>
        )}
      </Answer>
    </Section>
  );
}
