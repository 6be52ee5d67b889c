/** Decides a case for or against the promoter, or has it wait. Each asks for the reason. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Case = Schemas["RiskCase"];

const OUTCOMES = ["clear", "confirm", "hold"] as const;
type Outcome = (typeof OUTCOMES)[number];

export function CaseDecision({ of }: { readonly of: Case }) {
  const say = useText();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  return (
    <>
      {OUTCOMES.map((one) => (
        <Button
          key={one}
          size="xs"
          me="xs"
          variant={one === "clear" ? "filled" : "default"}
          onClick={() => setOutcome(one)}
        >
          {say(`case-${one}`)}
        </Button>
      ))}
      {outcome === null ? null : <Deciding of={of} outcome={outcome} onClose={() => setOutcome(null)} />}
    </>
  );
}

interface DecidingProps {
  readonly of: Case;
  readonly outcome: Outcome;
  readonly onClose: () => void;
}

function Deciding({ of, outcome, onClose }: DecidingProps) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const client = useQueryClient();
  const decide = queries.useMutation("post", `/v1/programs/{program}/risk-cases/{id}/${outcome}`, {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <MoveDialog
      title={say(`case-${outcome}`)}
      effect={say(`case-${outcome}-effect`, { amount: money(of.atStake ?? 0), promoter: of.promoterId })}
      isDestructive={outcome === "confirm"}
      needsReason
      isPending={decide.isPending}
      error={decide.error}
      onClose={onClose}
      onMove={(reason) => decide.mutate({ params: { path: { program: id, id: of.id } }, body: { reason } })}
    />
  );
}
