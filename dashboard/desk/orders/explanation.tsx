/** Why an order was credited and paid as it was, as the service tells it: sentences whose sums can be checked. */
import { queries } from "../../common/api/client.ts";
import { Answer } from "../parts/answer.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import css from "./explanation.module.css";

export function Explanation({ orderId }: { readonly orderId: string }) {
  const { id } = useProgram();
  const { language } = useFormats();
  const lang = language === "zh-CN" ? ("zh" as const) : ("en" as const);
  const params = { path: { program: id, orderId }, query: { lang } };
  const explanation = queries.useQuery("get", "/v1/programs/{program}/orders/{orderId}/explanation", {
    params,
  });
  return (
    <Answer of={explanation}>
      {({ summary }) => (
        <ol className={css["story"]}>
          {summary.map((sentence, place) => (
            // Two sentences may say the same, of two commissions.
            <li key={`${place} ${sentence}`}>{sentence}</li>
          ))}
        </ol>
      )}
    </Answer>
  );
}
