/** Types of the calls: what each takes and answers, out of the API's own description. */
import type {
  HttpMethod,
  OperationRequestBodyContent,
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from "openapi-typescript-helpers";
import type { paths } from "./api.d.ts";

type Member<Type, Name extends string> = Type extends { [Key in Name]?: infer Found }
  ? NonNullable<Found>
  : never;
type ParametersOf<Operation> = Member<Operation, "parameters">;

/** What stands in the path. The program may be left to the client. */
type InPath<Path> = [Path] extends [never]
  ? { path?: never }
  : [Exclude<keyof Path, "program">] extends [never]
    ? { path?: Partial<Path> }
    : { path: Omit<Path, "program"> & { program?: string } };

type InQuery<Query> = [Query] extends [never]
  ? { query?: never }
  : RequiredKeysOf<Query & object> extends never
    ? { query?: Query }
    : { query: Query };

type InBody<Body> = [Body] extends [never]
  ? { body?: never }
  : undefined extends Body
    ? { body?: Body }
    : { body: Body };

/** What any call takes besides. */
export interface CallSettings {
  /**
   * The caller's own key of this write, where the call takes one. Without it each call has a key of its own, the same for
   * all of its attempts. Give one that is stored with what you do, and a repeat after a crash changes nothing.
   */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the call, between its attempts too. */
  readonly signal?: AbortSignal;
  /** For how long one attempt may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How often it is sent again at most. */
  readonly retries?: number;
}

/** What a call takes. */
export type Asked<Operation> = InPath<Member<ParametersOf<Operation>, "path">> &
  InQuery<Member<ParametersOf<Operation>, "query">> &
  InBody<OperationRequestBodyContent<Operation>> &
  CallSettings;

/** What a call answers: the body, read as JSON where it is JSON and as text where not. Undefined where there is none. */
export type Answered<Operation> =
  ResponseObjectMap<Operation> extends infer Responses extends Record<number, unknown>
    ? OfMedia<SuccessResponse<Responses, `${string}/json`>, SuccessResponse<Responses>>
    : never;

/** Where a call can answer JSON and a file, the file has a path that says so. */
type OfMedia<Json, Any> = [Json] extends [never] ? Any : Json;

type Arguments<Operation> =
  RequiredKeysOf<Asked<Operation>> extends never ? [asked?: Asked<Operation>] : [asked: Asked<Operation>];

/** The calls of one method. */
export type Calls<Method extends HttpMethod> = <Path extends PathsWithMethod<paths, Method>>(
  path: Path,
  ...asked: Arguments<paths[Path][Method]>
) => Promise<Answered<paths[Path][Method]>>;

/** Paths of lists that are read page by page. */
export type ListPath = {
  [Path in keyof paths]: paths[Path] extends { get: infer Operation }
    ? Answered<Operation> extends { data: unknown[]; nextCursor: string | null }
      ? Path
      : never
    : never;
}[keyof paths];

type EntryOf<List> = List extends { data: (infer Entry)[] } ? Entry : never;

/** Reads a list to its end, page after page. */
export type Lists = <Path extends ListPath>(
  path: Path,
  ...asked: Arguments<paths[Path]["get"]>
) => AsyncIterableIterator<EntryOf<Answered<paths[Path]["get"]>>>;
