/** How many levels are paid, and the most that an order may cost in commissions. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { rateField, rateOf } from "../../common/rates.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { changesIn } from "../parts/changes-in.ts";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";

const LEVELS = [1, 2, 3];

export function Caps() {
  const say = useText();
  const { id, commission } = useProgram();
  const client = useQueryClient();
  const [began, setBegan] = useState({ capBps: commission.capBps, maxLevels: commission.maxLevels });
  const [levels, setLevels] = useState(commission.maxLevels);
  const [cap, setCap] = useState(rateField(commission.capBps));
  const save = queries.useMutation("patch", "/v1/programs/{program}", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const capBps = rateOf(cap);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (capBps === null) return;
    const typed = { capBps, maxLevels: levels };
    save.mutate(
      { params: { path: { program: id } }, body: { commission: changesIn(began, typed) } },
      { onSuccess: () => setBegan(typed) },
    );
  };
  return (
    <form onSubmit={submit}>
      <NativeSelect
        label={say("levels-paid")}
        description={say("from-now")}
        value={String(levels)}
        onChange={(event) => setLevels(Number(event.currentTarget.value))}
        data={LEVELS.map(String)}
      />
      <TextInput
        mt="sm"
        label={say("cap")}
        description={say("cap-hint")}
        inputMode="decimal"
        required
        value={cap}
        error={capBps === null ? say("no-rate") : undefined}
        onChange={(event) => setCap(event.currentTarget.value)}
      />
      <NotDone error={save.error} />
      {save.isSuccess ? <Banner tone="good" text={say("saved")} /> : null}
      <Button type="submit" mt="md" disabled={capBps === null} loading={save.isPending}>
        {say("save-caps")}
      </Button>
    </form>
  );
}
