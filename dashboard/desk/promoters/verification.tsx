/** Checks the chain of hashes of a promoter's journal, when it is asked for. */
import { Button } from "@mantine/core";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner, Refused } from "../parts/answer.tsx";
import { useProgram } from "../shell/program.tsx";

export function Verification({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id, id: promoterId } };
  const path = "/v1/programs/{program}/promoters/{id}/journal/verification";
  const check = queries.useQuery("get", path, { params }, { enabled: false });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        mb="sm"
        loading={check.isFetching}
        onClick={() => void check.refetch()}
      >
        {say("verify")}
      </Button>
      <Refused error={check.error} text={say("failed")} />
      {check.data === undefined ? null : (
        <Banner
          tone={check.data.valid ? "good" : "bad"}
          text={
            check.data.valid
              ? say("journal-valid", { entries: check.data.entries })
              : say("journal-broken", { entry: check.data.brokenAt ?? 0 })
          }
        />
      )}
    </>
  );
}
