/**
 * What the portal's home asks for first, in one answer: `/portal/{program}/ahead`. A browser asks for it while the page's script
 * is under way. Each part is what the API itself answers to this reader, by the same way, and none is new.
 */

/** Puts a request to the API, as if the reader had asked for it alone. */
type AskApi = (request: Request) => Promise<Response>;

/** One answer of the API: the page's script takes it for its own call of the path. */
interface FirstAnswer {
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
  const tell = async (path: string): Promise<FirstAnswer> => {
    const answer = await askApi(new Request(new URL(path, request.url), request));
    return { path, status: answer.status, body: await answer.json() };
  };
  const first = await Promise.all([tell(`/portal/${programId}/look`), tell(SESSION)]);
  const paths = homeCalls(programId, ...first);
  const answers = [...first, ...(await Promise.all(paths.map(tell)))];
  // What fails is asked for again by the page, which says then what is wrong.
  return Response.json(
    answers.filter(({ status }) => status < 500 && status !== 429),
    { headers: HEADERS },
  );
}

/** What the home of this reader asks for: nothing, unless a promoter of this program is signed in. */
function homeCalls(programId: string, look: FirstAnswer, session: FirstAnswer): readonly string[] {
  if (look.status !== 200 || session.status !== 200) return [];
  const { today } = look.body as { readonly today: { readonly day: string } };
  const { promoterId, program } = session.body as {
    readonly promoterId: string | null;
    readonly program: string | null;
  };
  if (promoterId === null || program !== programId) return [];
  const ofProgram = `/v1/programs/${programId}`;
  const days = new URLSearchParams({ promoterId, from: today.day, to: today.day, depth: "1" });
  return [
    `${ofProgram}/reports/teams?${days.toString()}`,
    `${ofProgram}/promoters/${promoterId}/wallet`,
    `${ofProgram}/promoters/${promoterId}/rates`,
  ];
}
