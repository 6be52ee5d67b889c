/** With whose link and names a poster is shown in the editor. */
import { useMemo, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useProgram } from "../shell/program.tsx";
import { exampleUrl, type Shown, shownOf } from "./shown-values.ts";

/** Links that are offered: the newest. */
const OFFERED = 20;
const EXAMPLE = "example";
const LONG = "long";

export interface Preview {
  readonly shown: Shown;
  readonly chosen: string;
  readonly choose: (value: string) => void;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** @param name what the program is called in its portal. */
export function usePreview(name: string): Preview {
  const say = useText();
  const { id: program } = useProgram();
  const [chosen, choose] = useState(EXAMPLE);
  const links = queries.useQuery("get", "/v1/programs/{program}/links", {
    params: { path: { program }, query: { limit: OFFERED } },
  });
  const offered = links.data?.data ?? [];
  const link = offered.find(({ id }) => id === chosen);
  const promoter = useNameOf(program, link);
  const isLong = chosen === LONG;
  const values = {
    program: isLong ? say("long-program") : name,
    promoter: isLong
      ? say("long-promoter")
      : link === undefined
        ? say("example-promoter")
        : (promoter ?? name),
    url: link?.url ?? exampleUrl(),
  };
  const shown = useMemo(
    () => shownOf({ program: values.program, promoter: values.promoter, url: values.url }),
    [values.program, values.promoter, values.url],
  );
  const choices = [
    { value: EXAMPLE, label: say("preview-example") },
    { value: LONG, label: say("preview-long") },
    ...offered.map(({ id, slug, promoterId }) => ({
      value: id,
      label: say("preview-link", { slug, promoter: promoterId }),
    })),
  ];
  return { shown, chosen, choose, choices };
}

/** A promoter without a name is called as the program is. */
function useNameOf(program: string, link: Schemas["Link"] | undefined): string | null {
  const path = { program, id: link?.promoterId ?? "" };
  const promoter = queries.useQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}",
    { params: { path } },
    { enabled: link !== undefined },
  );
  return promoter.data?.name ?? null;
}
