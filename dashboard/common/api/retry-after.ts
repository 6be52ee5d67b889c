/** When a refusal may be asked again: a header says so, and what fails on a page is told its body alone. So the body says it too. */

type Send = (request: Request) => Promise<Response>;

const SECOND_MS = 1_000;

/** What is answered with `Retry-After`, in whole seconds as the service has it, has it as `retryAfterMs` of its problem. */
export function tellWhen(send: Send): Send {
  return async (request) => {
    const answer = await send(request);
    const seconds = answer.headers.get("retry-after") ?? "";
    const { ok, status } = answer;
    if (ok || !/^\d+$/.test(seconds)) return answer;
    const problem = { ...read(await answer.text()), status, retryAfterMs: Number(seconds) * SECOND_MS };
    return new Response(JSON.stringify(problem), { status });
  };
}

/** What stands before the service answers in words of its own: they are no problem document, and tell a reader nothing. */
function read(text: string): object {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === "object" && problem !== null) return problem;
  } catch {}
  return { code: "offline" };
}
