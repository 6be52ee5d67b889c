/** One poster of the program, as it is drawn, with what can be done with it. */
import { Button } from "@mantine/core";
import { Link } from "wouter";
import { SIMPLE } from "../../../worker/sharing/posters/simple-poster.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { Facts, Section } from "../parts/page.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { partsOf } from "./poster-parts.ts";
import { PosterPicture } from "./poster-picture.tsx";
import css from "./posters.module.css";
import { exampleUrl, shownOf } from "./shown-values.ts";

type Listed = Schemas["ListedPoster"];

interface PosterCardProps {
  readonly of: Listed;
  /** What the program is called in its portal. */
  readonly program: string;
}

export function PosterCard({ of, program }: PosterCardProps) {
  const say = useText();
  const { time } = useFormats();
  const { id } = useProgram();
  const poster = queries.useQuery("get", "/v1/programs/{program}/posters/{id}", {
    params: { path: { program: id, id: of.id } },
  });
  const shown = shownOf({ program, promoter: say("example-promoter"), url: exampleUrl() });
  return (
    <Section title={of.name}>
      <div className={css["small"]}>
        <Answer of={poster}>
          {(stored) => <PosterPicture poster={partsOf(stored)} shown={shown} alt={of.name} />}
        </Answer>
      </div>
      <Facts
        of={[
          [say("id"), of.id],
          [say("poster-sides"), `${of.width} × ${of.height}`],
          [say("changed-at"), time(of.updatedAt)],
        ]}
      />
      <Granted to="put /v1/programs/{program}/posters/{id}">
        <Moves of={of} />
      </Granted>
    </Section>
  );
}

function Moves({ of }: { readonly of: Listed }) {
  const say = useText();
  const { id } = useProgram();
  return (
    <div className={css["moves"]}>
      <Button
        size="xs"
        variant="default"
        component={Link}
        href={pathOf(id, "posters", of.id)}
        aria-label={say("edit-what", { title: of.name })}
      >
        {say("edit")}
      </Button>
      <Button
        size="xs"
        variant="default"
        component={Link}
        href={pathOf(id, "posters", of.id, "copy")}
        aria-label={say("copy-what", { text: of.name })}
      >
        {say("copy")}
      </Button>
      <Remove of={of} />
    </div>
  );
}

function Remove({ of }: { readonly of: Listed }) {
  const say = useText();
  const { id } = useProgram();
  const remove = queries.useMutation("delete", "/v1/programs/{program}/posters/{id}");
  const path = { program: id, id: of.id };
  return (
    <TakeAway
      size="xs"
      text={say("take-away")}
      title={say("take-away-what", { title: of.name })}
      effect={say(of.id === SIMPLE ? "remove-simple-effect" : "remove-poster-effect")}
      by={remove}
      asked={(body) => ({ params: { path }, body })}
    />
  );
}
