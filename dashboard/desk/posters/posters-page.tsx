/** The posters of a program, and the one that every program has. */
import { Button } from "@mantine/core";
import { Link } from "wouter";
import { SIMPLE, simplePoster } from "../../../worker/sharing/posters/simple-poster.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { Pager } from "../parts/data-table.tsx";
import { Page, Section } from "../parts/page.tsx";
import { pathOf } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";
import { PosterCard } from "./poster-card.tsx";
import { PosterPicture } from "./poster-picture.tsx";
import css from "./posters.module.css";
import { exampleUrl, shownOf } from "./shown-values.ts";

const LIMIT = 12;

export function PostersPage() {
  const say = useText();
  const { id: program, name } = useProgram();
  const cursor = useCursor("");
  const query = { limit: LIMIT, ...cursor.query };
  const look = queries.useQuery("get", "/v1/programs/{program}/look", { params: { path: { program } } });
  const posters = queries.useQuery("get", "/v1/programs/{program}/posters", {
    params: { path: { program }, query },
  });
  const actions = (
    <Granted to="post /v1/programs/{program}/posters">
      <Button component={Link} href={pathOf(program, "posters", "~")}>
        {say("new-poster")}
      </Button>
    </Granted>
  );
  return (
    <Page title={say("section-posters")} about={say("posters-about")} actions={actions}>
      <Answer of={look}>
        {(shown) => (
          <Answer of={posters}>
            {({ data, nextCursor }) => (
              <>
                <div className={css["cards"]}>
                  {data.map((poster) => (
                    <PosterCard key={poster.id} of={poster} program={shown.name ?? name} />
                  ))}
                  {/* The merchant's own one of this id stands in its place, by its id behind the others. */}
                  {cursor.page > 1 ? null : <BuiltIn look={shown} isReplaced={data.some(isSimple)} />}
                </div>
                {nextCursor === null && cursor.page === 1 ? null : (
                  <Pager cursor={cursor} nextCursor={nextCursor} />
                )}
              </>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

const isSimple = ({ id }: { readonly id: string }) => id === SIMPLE;

interface BuiltInProps {
  readonly look: Schemas["Look"];
  readonly isReplaced: boolean;
}

function BuiltIn({ look, isReplaced }: BuiltInProps) {
  const say = useText();
  const { id, name } = useProgram();
  const program = look.name ?? name;
  if (isReplaced) return null;
  const shown = shownOf({ program, promoter: say("example-promoter"), url: exampleUrl() });
  return (
    <Section title={say("poster-simple")}>
      <div className={css["small"]}>
        <PosterPicture poster={simplePoster(look)} shown={shown} alt={say("poster-simple")} />
      </div>
      <p>{say("poster-simple-about", { id: SIMPLE })}</p>
      <Granted to="post /v1/programs/{program}/posters">
        <Button
          size="xs"
          variant="default"
          component={Link}
          href={pathOf(id, "posters", "~simple")}
          aria-label={say("copy-what", { text: say("poster-simple") })}
        >
          {say("copy")}
        </Button>
      </Granted>
    </Section>
  );
}
