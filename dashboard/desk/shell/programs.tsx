/** The programs that an operator or a person reaches. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import type { Session } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { Page } from "../parts/page.tsx";
import { useRoleText } from "../parts/roles.ts";
import css from "./programs.module.css";
import { LanguageSwitch } from "./language-switch.tsx";
import { pathOf } from "./paths.ts";
import { SignOut } from "./sign-out.tsx";

export function Programs({ session: { caller, email, programs } }: { readonly session: Session }) {
  const say = useText();
  const isPerson = caller === "person";
  const about = isPerson ? say("signed-in-person", { email: email ?? "" }) : say("signed-in-operator");
  return (
    <main className={css["main"]}>
      <Page title={say("programs")} about={about} actions={<SignOut />}>
        {isPerson ? <OfPerson programs={programs} /> : <OfOperator />}
      </Page>
      <LanguageSwitch />
    </main>
  );
}

/** Those that have added the person, as the session names them: a person lists no others. */
function OfPerson({ programs }: { readonly programs: readonly Schemas["Membership"][] }) {
  const say = useText();
  const roleText = useRoleText();
  return (
    <DataTable
      label={say("programs")}
      rows={programs}
      keyOf={({ program }) => program}
      empty={say("programs-empty")}
      columns={[
        {
          head: say("name"),
          cell: ({ program, name }) => <Link href={pathOf(program, "home")}>{name}</Link>,
        },
        { head: say("id"), cell: ({ program }) => <code>{program}</code> },
        { head: say("role"), cell: ({ role }) => roleText(role) },
      ]}
    />
  );
}

function OfOperator() {
  const say = useText();
  const cursor = useCursor("");
  const query = queries.useQuery("get", "/v1/programs", {
    params: { query: { limit: 50, ...cursor.query } },
  });
  return (
    <Answer of={query}>
      {({ data, nextCursor }) => (
        <>
          <DataTable
            label={say("programs")}
            rows={data}
            keyOf={({ id }) => id}
            empty={say("programs-empty")}
            columns={[
              {
                head: say("name"),
                cell: ({ id, name }) => <Link href={pathOf(id, "home")}>{name}</Link>,
              },
              { head: say("id"), cell: ({ id }) => <code>{id}</code> },
              { head: say("currency"), cell: ({ currency }) => currency },
              { head: say("timezone"), cell: ({ timezone }) => timezone },
            ]}
          />
          <Pager cursor={cursor} nextCursor={nextCursor} />
        </>
      )}
    </Answer>
  );
}
