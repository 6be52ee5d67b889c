/** What promoters are given to share: materials and stories, in the order in which they are shown. */
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Empty } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { Pager } from "../parts/data-table.tsx";
import { FilterBar, TypedFilter } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Facts, Page, Section } from "../parts/page.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { KINDS } from "./draft-material.ts";
import { FlaggedWords } from "./flagged-words.tsx";
import { ChangeMaterial, NewMaterial } from "./material-dialogs.tsx";
import css from "./materials.module.css";

const LIMIT = 20;

type Listed = Schemas["ListedMaterial"];

export function MaterialsPage() {
  const say = useText();
  const { id } = useProgram();
  const filters = useFilters(["kind", "tag"]);
  const cursor = useCursor(filters.key);
  const kind = KINDS.find((one) => one === filters.values.kind);
  const { tag } = filters.given;
  const query = {
    limit: LIMIT,
    ...cursor.query,
    ...(kind === undefined ? {} : { kind }),
    ...(tag === undefined ? {} : { tag }),
  };
  const materials = queries.useQuery("get", "/v1/programs/{program}/materials", {
    params: { path: { program: id }, query },
  });
  return (
    <Page title={say("section-materials")} about={say("materials-about")} actions={<NewMaterial />}>
      <FilterBar>
        <NativeSelect
          label={say("material-kind")}
          value={filters.values.kind}
          onChange={(event) => filters.set("kind", event.currentTarget.value)}
          data={[
            { value: "", label: say("any") },
            ...KINDS.map((value) => ({ value, label: say(`material-${value}`) })),
          ]}
        />
        <TypedFilter name="tag" label={say("tag")} filters={filters} />
      </FilterBar>
      <Answer of={materials}>
        {({ data, nextCursor }) => (
          <>
            {data.length === 0 ? <Empty text={say("materials-empty")} /> : null}
            {data.map((material) => (
              <MaterialCard key={material.id} of={material} />
            ))}
            {nextCursor === null && cursor.page === 1 ? null : (
              <Pager cursor={cursor} nextCursor={nextCursor} />
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

function MaterialCard({ of }: { readonly of: Listed }) {
  const say = useText();
  const { time } = useFormats();
  const when = (instant: string | null, none: string) => (instant === null ? none : time(instant));
  const facts: [string, string][] = [
    [say("material-kind"), say(`material-${of.kind}`)],
    [say("position"), String(of.position)],
    [say("published-from"), when(of.publishedFrom, say("at-once"))],
    [say("published-until"), when(of.publishedUntil, say("no-end"))],
  ];
  if (of.tags.length > 0) facts.push([say("tags"), of.tags.join(", ")]);
  if (of.who !== null) facts.push([say("story-who"), of.who]);
  if (of.earned !== null) facts.push([say("story-earned"), of.earned]);
  return (
    <Section title={of.title}>
      {of.text === null ? null : <p className={css["text"]}>{of.text}</p>}
      {of.href === null ? null : <p className={css["text"]}>{of.href}</p>}
      <FlaggedWords flags={of.flags} />
      <Facts of={facts} />
      <Granted to="put /v1/programs/{program}/materials/{id}">
        <MaterialMoves of={of} />
      </Granted>
    </Section>
  );
}

function MaterialMoves({ of }: { readonly of: Listed }) {
  const say = useText();
  const { id } = useProgram();
  const [isOpen, setOpen] = useState(false);
  const remove = queries.useMutation("delete", "/v1/programs/{program}/materials/{id}");
  const path = { program: id, id: of.id };
  return (
    <div className={css["moves"]}>
      <Button
        size="xs"
        me="xs"
        variant="default"
        aria-label={say("edit-what", { title: of.title })}
        onClick={() => setOpen(true)}
      >
        {say("edit")}
      </Button>
      <TakeAway
        size="xs"
        text={say("take-away")}
        title={say("take-away-what", { title: of.title })}
        effect={say("remove-material-effect")}
        by={remove}
        asked={(body) => ({ params: { path }, body })}
      />
      {isOpen ? <ChangeMaterial id={of.id} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
