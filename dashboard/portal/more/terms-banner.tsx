/** Says on every page that new terms wait to be accepted. It stands in no one's way: what was earned stays readable. */
import { Link, useLocation } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { pathOf } from "../shell/paths.ts";
import { useOwnPath, usePlace } from "../shell/program.tsx";

export function TermsBanner() {
  const say = useText();
  const { termsVersion } = usePlace().look;
  const path = useOwnPath();
  const [location] = useLocation();
  const acceptances = queries.useQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}/terms-acceptances",
    { params: { path } },
    { enabled: termsVersion !== null },
  );
  const to = pathOf(path.program, "terms");
  if (termsVersion === null || acceptances.data === undefined || location === to) return null;
  if (acceptances.data.data.some(({ version }) => version >= termsVersion)) return null;
  return (
    <div role="status" className="banner warn">
      <p>{say("terms-wait")}</p>
      <Link className="button" href={to}>
        {say("terms-read")}
      </Link>
    </div>
  );
}
