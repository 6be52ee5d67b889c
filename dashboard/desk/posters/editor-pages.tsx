/** What the editor begins with: a poster that is changed, a copy of one, or nothing but a code. */
import type { ReactNode } from "react";
import { simplePoster } from "../../../worker/sharing/posters/simple-poster.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useProgram } from "../shell/program.tsx";
import { EMPTY, partsOf } from "./poster-parts.ts";
import { PosterEditor } from "./poster-editor.tsx";

/** As the share host names a program. */
function useLook() {
  const { id: program } = useProgram();
  return queries.useQuery("get", "/v1/programs/{program}/look", { params: { path: { program } } });
}

interface StoredPosterProps {
  readonly id: string;
  /** @param program what it is called in its portal. */
  readonly children: (stored: Schemas["Poster"], program: string) => ReactNode;
}

function StoredPoster({ id, children }: StoredPosterProps) {
  const { id: program, name } = useProgram();
  const look = useLook();
  const poster = queries.useQuery("get", "/v1/programs/{program}/posters/{id}", {
    params: { path: { program, id } },
  });
  return (
    <Answer of={look}>
      {(shown) => <Answer of={poster}>{(stored) => children(stored, shown.name ?? name)}</Answer>}
    </Answer>
  );
}

export function NewPosterPage() {
  const say = useText();
  const { name } = useProgram();
  const look = useLook();
  return (
    <Answer of={look}>
      {(shown) => (
        <PosterEditor first={{ ...EMPTY, name: say("new-poster") }} id={null} program={shown.name ?? name} />
      )}
    </Answer>
  );
}

export function ChangePosterPage({ id }: { readonly id: string }) {
  return (
    <StoredPoster id={id}>
      {(stored, program) => <PosterEditor key={id} first={partsOf(stored)} id={id} program={program} />}
    </StoredPoster>
  );
}

/** A copy of the one that every program has. */
export function CopyBuiltInPage() {
  const say = useText();
  const { name } = useProgram();
  const look = useLook();
  return (
    <Answer of={look}>
      {(shown) => (
        <PosterEditor
          first={{ ...simplePoster(shown), name: say("copy-of", { name: say("poster-simple") }) }}
          id={null}
          program={shown.name ?? name}
        />
      )}
    </Answer>
  );
}

export function CopyPosterPage({ id }: { readonly id: string }) {
  const say = useText();
  return (
    <StoredPoster id={id}>
      {(stored, program) => (
        <PosterEditor
          first={{ ...partsOf(stored), name: say("copy-of", { name: stored.name }) }}
          id={null}
          program={program}
        />
      )}
    </StoredPoster>
  );
}
