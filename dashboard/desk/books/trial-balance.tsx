/** What stands on each account of all promoters together, on its side, and what of it is owed. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Banner } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Facts, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Balance = Schemas["TrialBalance"];
type Line = Balance["accounts"][number];

/** Accounts that promoters still get money of, in the sequence in which it comes. */
const STATES = ["pending", "held", "available", "reserved"] as const;

export function TrialBalance() {
  const say = useText();
  const { id } = useProgram();
  const balance = queries.useQuery("get", "/v1/programs/{program}/trial-balance", {
    params: { path: { program: id } },
  });
  return (
    <>
      <Section title={say("liabilities")}>
        <Answer of={balance}>{(read) => <Liabilities of={read} />}</Answer>
      </Section>
      <Section title={say("trial-balance")}>
        <Answer of={balance}>{(read) => <Sides of={read} />}</Answer>
      </Section>
    </>
  );
}

function Liabilities({ of: { accounts, owed, promoters, asOf } }: { readonly of: Balance }) {
  const say = useText();
  const { money, count, time } = useFormats();
  const stands = (name: Line["account"]) => accounts.find(({ account }) => account === name);
  return (
    <Facts
      of={[
        ...STATES.map((name) => [say(`account-${name}`), money(stands(name)?.credit ?? 0)] as const),
        [say("account-debt"), money(-(stands("debt")?.debit ?? 0))],
        [say("owed"), money(owed)],
        [say("wallets"), count(promoters)],
        [say("as-of-when"), time(asOf)],
      ]}
    />
  );
}

/** The lines of the accounts, and below them what each side comes to. */
function Sides({ of: { accounts, debit, credit, difference } }: { readonly of: Balance }) {
  const say = useText();
  const { money } = useFormats();
  const shown = (amount: number) => (amount === 0 ? "" : money(amount));
  const rows = [
    ...accounts.map((line) => ({
      name: say(`account-${line.account}`),
      debit: shown(line.debit),
      credit: shown(line.credit),
    })),
    { name: say("sum"), debit: money(debit), credit: money(credit) },
  ];
  return (
    <>
      {difference === 0 ? (
        <Banner tone="good" text={say("sides-agree")} />
      ) : (
        <Banner
          tone="warn"
          text={say("sides-differ", { amount: money(difference) })}
          hint={say("sides-hint")}
        />
      )}
      <DataTable
        label={say("trial-balance")}
        rows={rows}
        keyOf={({ name }) => name}
        empty={say("journal-empty")}
        columns={[
          { head: say("account-of-books"), cell: ({ name }) => name },
          { head: say("debit"), cell: (row) => row.debit, isNumber: true },
          { head: say("credit"), cell: (row) => row.credit, isNumber: true },
        ]}
      />
    </>
  );
}
