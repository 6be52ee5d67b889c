/** The people of a program: who signs in under which address, and in which role. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { useMayGive } from "../grants/may.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { useRoleText } from "../parts/roles.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { NewPerson } from "./new-person.tsx";
import { ChangeRole, RemovePerson } from "./person-moves.tsx";

const PAGE = 20;

export function People() {
  const say = useText();
  const roleText = useRoleText();
  const mayGive = useMayGive();
  const { id } = useProgram();
  const { day } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const cursor = useCursor("");
  const people = queries.useQuery("get", "/v1/programs/{program}/people", {
    params: { path: { program: id }, query: { limit: PAGE, ...cursor.query } },
  });
  return (
    <Section title={say("people")}>
      <Granted to="post /v1/programs/{program}/people">
        <Button size="xs" mb="sm" onClick={() => setOpen(true)}>
          {say("add-person")}
        </Button>
      </Granted>
      {isOpen ? <NewPerson onClose={() => setOpen(false)} /> : null}
      <Answer of={people}>
        {({ data, nextCursor }) => (
          <>
            <DataTable
              label={say("people")}
              rows={data}
              keyOf={(person) => person.id}
              empty={say("people-empty")}
              columns={[
                { head: say("email"), cell: ({ email }) => email },
                { head: say("id"), cell: (person) => <code>{person.id}</code> },
                { head: say("role"), cell: ({ role }) => roleText(role) },
                { head: say("since"), cell: ({ addedAt }) => day(addedAt) },
                {
                  head: say("actions"),
                  cell: (person) =>
                    mayGive(person.scopes) ? (
                      <Granted to="patch /v1/programs/{program}/people/{id}">
                        <ChangeRole of={person} /> <RemovePerson of={person} />
                      </Granted>
                    ) : null,
                },
              ]}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </Section>
  );
}
