/** The rules of commission, tried on recorded orders before they are saved, with the tiers and the caps that they work in. */
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { GrantedChange } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { KeptDraft } from "../drafts/kept-draft.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useProgram } from "../shell/program.tsx";
import { Caps } from "./caps.tsx";
import { InForce } from "./in-force.tsx";
import { RuleVersions } from "./rule-versions.tsx";
import { RulesEditor } from "./rules-editor.tsx";
import { TiersEditor } from "./tiers-editor.tsx";

export function PlansPage() {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id } };
  const rules = queries.useQuery("get", "/v1/programs/{program}/commission-rules", { params });
  return (
    <Page title={say("section-plans")} about={say("plans-about")} isTogether>
      <Section title={say("rules")}>
        <Answer of={rules}>
          {(set) => (
            <>
              <InForce {...set} />
              <GrantedChange to="put /v1/programs/{program}/commission-rules">
                <KeptDraft newest={set}>
                  {({ version, rules: saved }, hold) => (
                    <RulesEditor version={version} saved={saved} hold={hold} />
                  )}
                </KeptDraft>
              </GrantedChange>
            </>
          )}
        </Answer>
      </Section>
      <Section title={say("versions")}>
        <Answer of={rules}>{({ version }) => <RuleVersions key={version} newest={version} />}</Answer>
      </Section>
      <Tiers />
      <Section title={say("caps")}>
        <GrantedChange to="patch /v1/programs/{program}">
          <Caps />
        </GrantedChange>
      </Section>
    </Page>
  );
}

function Tiers() {
  const say = useText();
  const { id } = useProgram();
  const tiers = queries.useQuery("get", "/v1/programs/{program}/tiers", {
    params: { path: { program: id } },
  });
  return (
    <Section title={say("tiers")}>
      <Answer of={tiers}>
        {(set) => (
          <>
            <InForce {...set} />
            <GrantedChange to="put /v1/programs/{program}/tiers">
              <KeptDraft newest={set}>{(begun, hold) => <TiersEditor saved={begun} hold={hold} />}</KeptDraft>
            </GrantedChange>
          </>
        )}
      </Answer>
    </Section>
  );
}
