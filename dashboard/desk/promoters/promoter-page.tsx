/** One promoter: what it earns, its links, its team, its wallet, what was noted of it, and the journal that proves it. */
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { Facts, Page, Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { Journal } from "./journal.tsx";
import { Notes } from "./notes.tsx";
import { PromoterCommissions } from "./promoter-commissions.tsx";
import { PromoterLinks } from "./promoter-links.tsx";
import { StatusChange } from "./status-change.tsx";
import { Team } from "./team.tsx";
import { Wallet } from "./wallet.tsx";

export function PromoterPage({ id: promoterId }: { readonly id: string }) {
  const say = useText();
  const { id } = useProgram();
  const { day } = useFormats();
  const params = { path: { program: id, id: promoterId } };
  const promoter = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}", { params });
  return (
    <Answer of={promoter}>
      {(shown) => (
        <Page
          title={shown.name ?? shown.memberId}
          about={shown.id}
          actions={
            <Granted to="patch /v1/programs/{program}/promoters/{id}">
              <StatusChange promoter={shown} />
            </Granted>
          }
        >
          <Section title={say("promoter")}>
            <Facts
              of={[
                [say("state"), <StateTag key="state" of="status" state={shown.status} />],
                [say("member-id"), shown.memberId],
                [say("tier"), shown.tier],
                [say("upline"), shown.uplineMemberId ?? "—"],
                [say("since"), day(shown.createdAt)],
              ]}
            />
          </Section>
          <Wallet promoterId={shown.id} />
          <PromoterCommissions promoterId={shown.id} />
          <PromoterLinks promoterId={shown.id} />
          <Team promoterId={shown.id} />
          <Notes promoterId={shown.id} />
          <Journal promoterId={shown.id} />
        </Page>
      )}
    </Answer>
  );
}
