/** What other rules would have cost, in all and promoter by promoter. */
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Facts } from "../parts/page.tsx";
import { useFormats } from "../shell/program.tsx";

interface SimulationResultProps {
  readonly result: Schemas["SimulationResult"];
  readonly days: number;
}

export function SimulationResult({ result, days }: SimulationResultProps) {
  const say = useText();
  const { money, count } = useFormats();
  return (
    <div role="status">
      <h3>{say("simulated", { days, orders: count(result.orders) })}</h3>
      <Facts
        of={[
          [say("cost-before"), money(result.before)],
          [say("cost-after"), money(result.after)],
          [say("change"), money(result.change)],
        ]}
      />
      <DataTable
        label={say("section-promoters")}
        rows={[...result.winners, ...result.losers]}
        keyOf={({ promoterId }) => promoterId}
        empty={say("simulated-same")}
        columns={[
          { head: say("promoter"), cell: ({ promoterId }) => promoterId },
          { head: say("cost-before"), cell: ({ before }) => money(before), isNumber: true },
          { head: say("cost-after"), cell: ({ after }) => money(after), isNumber: true },
          { head: say("change"), cell: ({ change }) => money(change), isNumber: true },
        ]}
      />
    </div>
  );
}
