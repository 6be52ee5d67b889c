/** What the merchant gives to share: texts to copy, pictures to keep, pages to read, and stories of others apart. */
import { useState } from "react";
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Choice } from "../parts/choice.tsx";
import { Empty, More } from "../parts/list.tsx";
import { Page } from "../parts/page.tsx";
import { PAGED } from "../parts/paged.ts";
import { pathOf } from "../shell/paths.ts";
import { useOwnPath } from "../shell/program.tsx";
import { MaterialCard } from "./material-card.tsx";

const LIMIT = 20;
const PARTS = ["materials", "stories"] as const;
type Part = (typeof PARTS)[number];

export function MaterialsPage() {
  const say = useText();
  const { program, id } = useOwnPath();
  const [part, setPart] = useState<Part>("materials");
  const [linkId, setLinkId] = useState("");
  const links = queries.useQuery("get", "/v1/programs/{program}/links", {
    params: { path: { program }, query: { promoterId: id, limit: LIMIT } },
  });
  const usable = links.data?.data.filter(({ status }) => status === "active") ?? [];
  return (
    <Page title={say("materials")}>
      <div className="buttons" role="group" aria-label={say("materials")}>
        {PARTS.map((one) => (
          <button key={one} type="button" aria-pressed={part === one} onClick={() => setPart(one)}>
            {say(`part-${one}`)}
          </button>
        ))}
      </div>
      {usable.length < 2 ? null : (
        <Choice
          label={say("which-link")}
          options={[{ value: "", text: say("newest-link") }, ...usable.map(optionOf)]}
          value={linkId}
          onChange={setLinkId}
        />
      )}
      <Materials key={part} part={part} linkId={linkId} />
    </Page>
  );
}

function optionOf({ id, preview, productId, url }: Schemas["Link"]) {
  return { value: id, text: preview?.title ?? productId ?? url };
}

function Materials({ part, linkId }: { readonly part: Part; readonly linkId: string }) {
  const say = useText();
  const { program } = useOwnPath();
  const query = {
    limit: LIMIT,
    ...(part === "stories" ? { kind: "story" as const } : {}),
    ...(linkId === "" ? {} : { linkId }),
  };
  const materials = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/materials",
    { params: { path: { program }, query } },
    PAGED,
  );
  return (
    <Answer of={materials}>
      {({ pages }) => {
        const rows = pages.flatMap(({ data }) => data);
        const shown = part === "stories" ? rows : rows.filter(({ kind }) => kind !== "story");
        return (
          <>
            {shown.length === 0 && !materials.hasNextPage ? (
              <Empty text={say(part === "stories" ? "stories-empty" : "materials-empty")} />
            ) : null}
            {shown.some(({ lacks }) => lacks.includes("link")) ? (
              <p>
                <Link className="button" href={pathOf(program, "links")}>
                  {say("make-link-first")}
                </Link>
              </p>
            ) : null}
            <ul className="cards">
              {shown.map((material) => (
                <MaterialCard key={material.id} of={material} />
              ))}
            </ul>
            <More query={materials} />
          </>
        );
      }}
    </Answer>
  );
}
