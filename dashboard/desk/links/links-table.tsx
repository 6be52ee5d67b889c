/** Share links, the newest first. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { QrButton } from "./qr-button.tsx";

const PAGE = 20;

export function LinksTable({ filter }: { readonly filter: { readonly promoterId?: string } }) {
  const say = useText();
  const { id } = useProgram();
  const cursor = useCursor(filter.promoterId ?? "");
  const query = { limit: PAGE, ...filter, ...cursor.query };
  const links = queries.useQuery("get", "/v1/programs/{program}/links", {
    params: { path: { program: id }, query },
  });
  return (
    <Answer of={links}>
      {({ data, nextCursor }) => (
        <>
          <DataTable
            label={say("section-links")}
            rows={data}
            keyOf={(link) => link.id}
            empty={say("links-empty")}
            columns={[
              {
                head: say("link"),
                cell: (link) => (
                  <>
                    <code>{link.slug}</code> <CopyButton text={link.url} /> <QrButton link={link} />
                  </>
                ),
              },
              {
                head: say("promoter"),
                cell: ({ promoterId }) => (
                  <Link href={pathOf(id, "promoters", promoterId)}>{promoterId}</Link>
                ),
              },
              { head: say("destination"), cell: ({ destination }) => destination },
              { head: say("campaign"), cell: ({ campaignId }) => campaignId ?? "—" },
              { head: say("state"), cell: ({ status }) => <StateTag of="status" state={status} /> },
            ]}
          />
          <Pager cursor={cursor} nextCursor={nextCursor} />
        </>
      )}
    </Answer>
  );
}
