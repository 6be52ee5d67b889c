/** A JSON answer with one long list, written part by part as it is taken: to write it at once would hold up everybody else. */
import { letOthersIn } from "../../../durable-objects/object/let-others-in.ts";

/** Characters of one part, as soon as it has that many. */
const PART_CHARACTERS = 65_536;

/** The answer `{"<member>": [...]}`. */
export function streamJsonList(member: string, entries: readonly object[]): Response {
  const encoder = new TextEncoder();
  let next = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = next === 0 ? `{${JSON.stringify(member)}:[` : "";
      while (next < entries.length && text.length < PART_CHARACTERS) {
        text += `${next === 0 ? "" : ","}${JSON.stringify(entries[next])}`;
        next += 1;
      }
      if (next === entries.length) text += "]}";
      controller.enqueue(encoder.encode(text));
      if (next === entries.length) controller.close();
      else await letOthersIn();
    },
  });
  return new Response(stream, { headers: { "content-type": "application/json" } });
}
