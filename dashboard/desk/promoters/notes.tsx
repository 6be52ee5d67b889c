/** What people at the desk note of a promoter, for each other: the newest first. */
import { Button, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Empty } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { Pager } from "../parts/data-table.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Section } from "../parts/page.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useWho } from "../parts/who.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import css from "./notes.module.css";

type Note = Schemas["PromoterNote"];

export function Notes({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const cursor = useCursor(promoterId);
  const path = { program: id, id: promoterId };
  const notes = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/notes", {
    params: { path, query: cursor.query },
  });
  return (
    <Section title={say("notes")}>
      <Granted to="post /v1/programs/{program}/promoters/{id}/notes">
        <NewNote promoterId={promoterId} />
      </Granted>
      <Answer of={notes}>
        {({ data, nextCursor }) => (
          <>
            {data.length === 0 ? <Empty text={say("notes-empty")} /> : null}
            <ul className={css["notes"]}>
              {data.map((note) => (
                <OneNote key={note.id} promoterId={promoterId} note={note} />
              ))}
            </ul>
            {nextCursor === null && cursor.page === 1 ? null : (
              <Pager cursor={cursor} nextCursor={nextCursor} />
            )}
          </>
        )}
      </Answer>
    </Section>
  );
}

function NewNote({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const write = queries.useMutation("post", "/v1/programs/{program}/promoters/{id}/notes", {
    onSuccess: async () => {
      setText("");
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    write.mutate({ params: { path: { program: id, id: promoterId } }, body: { text: text.trim() } });
  };
  return (
    <form onSubmit={submit}>
      <Textarea
        label={say("new-note")}
        description={say("new-note-hint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        required
        autosize
        maxLength={2_000}
      />
      <NotDone error={write.error} />
      <Button type="submit" mt="xs" variant="default" disabled={text.trim() === ""} loading={write.isPending}>
        {say("write-note")}
      </Button>
    </form>
  );
}

function OneNote({ promoterId, note }: { readonly promoterId: string; readonly note: Note }) {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const who = useWho();
  const remove = queries.useMutation("delete", "/v1/programs/{program}/promoters/{id}/notes/{note}");
  const path = { program: id, id: promoterId, note: note.id };
  const author = who({ actor: note.author, name: note.authorName });
  return (
    <li>
      <p className={css["text"]}>{note.text}</p>
      <p className={css["by"]}>{say("note-by", { author, time: time(note.at) })}</p>
      <Granted to="delete /v1/programs/{program}/promoters/{id}/notes/{note}">
        <TakeAway
          size="xs"
          text={say("take-away")}
          title={say("take-note-away", { time: time(note.at) })}
          effect={say("remove-note-effect")}
          by={remove}
          asked={(body) => ({ params: { path }, body })}
        />
      </Granted>
    </li>
  );
}
