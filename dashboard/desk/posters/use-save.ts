/** Saves a poster: a new one is made, and then has an address of its own. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import { queries } from "../../common/api/client.ts";
import { pathOf } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";
import { bodyOf } from "./poster-parts.ts";

/** What the history of the browser keeps of a page that was led to by saving. */
const MADE = { isMade: true };

function wasMade(): boolean {
  return (history.state as Partial<typeof MADE> | null)?.isMade === true;
}

/** @param id null: it is new. */
export function useSave(id: string | null, first: PosterParts) {
  const { id: program } = useProgram();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [saved, setSaved] = useState<PosterParts | null>(id === null ? null : first);
  const make = queries.useMutation("post", "/v1/programs/{program}/posters");
  const change = queries.useMutation("put", "/v1/programs/{program}/posters/{id}");
  const save = (poster: PosterParts, ownId: string): void => {
    const onSuccess = async (answer: { readonly id: string }): Promise<void> => {
      setSaved(poster);
      await client.invalidateQueries();
      if (id === null) go(pathOf(program, "posters", answer.id), { replace: true, state: MADE });
    };
    const body = bodyOf(poster);
    if (id !== null) {
      change.mutate({ params: { path: { program, id } }, body }, { onSuccess });
      return;
    }
    const named = ownId === "" ? body : { ...body, id: ownId };
    make.mutate({ params: { path: { program } }, body: named }, { onSuccess });
  };
  return {
    save,
    isSaved: (poster: PosterParts) => poster === saved,
    isDone: change.isSuccess || wasMade(),
    isPending: change.isPending || make.isPending,
    error: id === null ? make.error : change.error,
  };
}
