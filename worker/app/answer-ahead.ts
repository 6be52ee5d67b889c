/**
 * What the portal's home asks for first, in one answer: `/portal/{program}/ahead`. A browser asks for it while the page's script
 * is under way. Each part is what the API itself answers to this reader, by the same way, and none is new.
 */

/** Puts a request to the API, as if the reader had asked for it alone. */
type AskApi = (request: Request) => Promise<Response>;

/** A call of the API as the page's script writes it: the path with the names of its parameters, and these. */
interface Call {
  readonly call: string;
  readonly params?: { readonly path: Readonly<Record<string, string>>; readonly query?: object };
}

/** One answer of the API: the page's script takes it for its own call of the path. */
interface FirstAnswer extends Call {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

const AHEAD = /^\/portal\/([a-z0-9-]{1,40})\/ahead$/;
/** Who is signed in. */
export const SESSION = "/v1/sessions/current";

const HEADERS = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };

/** Where the answer to a portal's first calls lies. */
export function aheadOf(programId: string): string {
  return `/portal/${programId}/ahead`;
}

/** The answer; undefined for a request of anything else. */
export function answerAhead(request: Request, askApi: AskApi): Promise<Response> | undefined {
  if (request.method !== "GET") return undefined;
  const programId = AHEAD.exec(new URL(request.url).pathname)?.[1];
  return programId === undefined ? undefined : tellAhead(request, programId, askApi);
}

async function tellAhead(request: Request, programId: string, askApi: AskApi): Promise<Response> {
  const tell = async (call: Call): Promise<FirstAnswer> => {
    const path = pathOf(call);
    const answer = await askApi(new Request(new URL(path, request.url), request));
    return { ...call, path, status: answer.status, body: await answer.json() };
  };
  const look = { call: "/portal/{program}/look", params: { path: { program: programId } } };
  const first = await Promise.all([tell(look), tell({ call: SESSION })]);
  const answers = [...first, ...(await Promise.all(homeCalls(programId, ...first).map(tell)))];
  // What fails is asked for again by the page, which says then what is wrong.
  return Response.json(
    answers.filter(({ status }) => status < 500 && status !== 429),
    { headers: HEADERS },
  );
}

function pathOf({ call, params }: Call): string {
  const path = call.replace(/\{(\w+)\}/g, (_, name: string) => params?.path[name] ?? "");
  const query = new URLSearchParams(
    Object.entries(params?.query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** What the home of this reader asks for: nothing, unless a promoter of this program is signed in. */
function homeCalls(programId: string, look: FirstAnswer, session: FirstAnswer): readonly Call[] {
  if (look.status !== 200 || session.status !== 200) return [];
  const { today } = look.body as { readonly today: { readonly day: string } };
  const { promoterId, program } = session.body as {
    readonly promoterId: string | null;
    readonly program: string | null;
  };
  if (promoterId === null || program !== programId) return [];
  const query = { promoterId, from: today.day, to: today.day, depth: 1 };
  const own = { path: { program, id: promoterId } };
  return [
    { call: "/v1/programs/{program}/reports/teams", params: { path: { program }, query } },
    { call: "/v1/programs/{program}/promoters/{id}/wallet", params: own },
    { call: "/v1/programs/{program}/promoters/{id}/rates", params: own },
  ];
}
