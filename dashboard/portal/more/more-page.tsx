/** The pages that have no place in the bar below, who to ask, the language, and the way out. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useSignOut } from "../../common/api/session.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/refused.tsx";
import { Page, Section } from "../parts/page.tsx";
import { LanguageSwitch } from "../shell/language-switch.tsx";
import { textsOf } from "../shell/look.ts";
import { pathOf } from "../shell/paths.ts";
import { useOwnPath, usePlace } from "../shell/program.tsx";

const ENTRIES = ["materials", "team", "ranks", "rates", "cases"] as const;

export function MorePage() {
  const say = useText();
  const { look } = usePlace();
  const { about, contact } = textsOf(look, useLanguage());
  const signOut = useSignOut();
  const entries = look.termsVersion === null ? ENTRIES : ([...ENTRIES, "terms"] as const);
  return (
    <Page title={say("more-pages")}>
      <Who />
      <ul className="list card">
        {entries.map((name) => (
          <li key={name}>
            <Link className="row" href={pathOf(look.program, name)}>
              <span className="main">{say(name)}</span>
              <span aria-hidden="true">›</span>
            </Link>
          </li>
        ))}
      </ul>
      {about === undefined ? null : (
        <Section title={say("about")}>
          <p className="text">{about}</p>
        </Section>
      )}
      {contact === undefined ? null : (
        <Section title={say("contact")}>
          <p className="text">{contact}</p>
        </Section>
      )}
      <LanguageSwitch />
      <Refused error={signOut.error} text={say("refused")} />
      <button type="button" className="wide" disabled={signOut.isPending} onClick={() => signOut.mutate({})}>
        {say("sign-out")}
      </button>
    </Page>
  );
}

function Who() {
  const say = useText();
  const path = useOwnPath();
  const promoter = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}", { params: { path } });
  // Room for one line is kept while it is awaited.
  if (promoter.data === undefined) return <p>{"\u00a0"}</p>;
  const { name, memberId, status } = promoter.data;
  return (
    <p>
      {say("signed-in-as", { name: name ?? memberId })}
      {status === "active" ? "" : ` · ${say("suspended")}`}
    </p>
  );
}
