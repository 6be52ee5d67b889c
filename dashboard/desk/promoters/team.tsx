/** Who stands below a promoter, level by level, and what each level sold in the last thirty days. */
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

export function Team({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const { money, count } = useFormats();
  const params = { path: { program: id }, query: { promoterId } };
  const team = queries.useQuery("get", "/v1/programs/{program}/reports/teams", { params });
  return (
    <Section title={say("team")}>
      <Answer of={team}>
        {({ data }) => (
          <DataTable
            label={say("team")}
            rows={data}
            keyOf={({ level }) => String(level)}
            empty={say("team-empty")}
            columns={[
              { head: say("level"), cell: ({ level }) => (level === 0 ? say("team-own") : level) },
              { head: say("section-promoters"), cell: ({ promoters }) => count(promoters), isNumber: true },
              { head: say("figure-orders"), cell: ({ orders }) => count(orders), isNumber: true },
              { head: say("figure-sales"), cell: ({ sales }) => money(sales), isNumber: true },
              { head: say("figure-commission"), cell: ({ commission }) => money(commission), isNumber: true },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}
