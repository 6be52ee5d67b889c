/** Saves a further version. Pressed again, it is saved over the version that its writer has heard of. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Version } from "../parts/in-force.ts";
import { saveOver, type Saving } from "./save-over.ts";

interface Begun<Body> extends Saving<Body, Version> {
  /** The version that the form began from. */
  readonly version: number;
  /** Called once it is saved, before it is read anew. */
  readonly onSaved: () => void;
}

export function useSaveOver<Body>({ version, onSaved, read, write }: Begun<Body>) {
  const client = useQueryClient();
  const [base, setBase] = useState(version);
  const save = useMutation({
    mutationFn: async (body: Body) => await saveOver({ read, write }, base, body),
    onSuccess: async (newer) => {
      if (newer !== null) {
        setBase(newer.version);
        return;
      }
      onSaved();
      await client.invalidateQueries();
    },
  });
  return { save, newer: save.data ?? null };
}
