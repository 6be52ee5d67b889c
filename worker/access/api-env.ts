/** What every handler of the API finds in its context. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { AuditEntry } from "../http/audit/audit.tables.ts";
import type { HttpEnv } from "../http/http-env.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { Scope } from "./scopes.ts";

/** Who calls: the operator, a holder of a program's API key, a person of the program, or a promoter by one of its tokens. */
export type Principal =
  | { readonly kind: "operator" }
  | { readonly kind: "key"; readonly number: number; readonly scopes: ReadonlySet<Scope> }
  | { readonly kind: "person"; readonly number: number; readonly scopes: ReadonlySet<Scope> }
  | { readonly kind: "promoter"; readonly number: number; readonly promoter: PromoterRef };

export interface ApiEnv {
  Bindings: Env;
  Variables: HttpEnv["Variables"] & {
    program: ProgramConfig;
    principal: Principal;
    /** The entry of this very call, on routes that are audited. */
    audit: AuditEntry;
    changes: Changes;
  };
}

/** Told after a change, so that caches of this isolate forget what it changed. */
export interface Changes {
  linkChanged(slug: string): void;
  programChanged(programId: string): void;
}

export type ApiApp = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;

/** Puts routes on the app. */
export type Registrar = (app: ApiApp) => void;

/** The program of the path and the caller, both verified. For routes below `/v1/programs/{program}`. */
export function requireProgram(c: ApiContext): {
  readonly program: ProgramConfig;
  readonly principal: Principal;
} {
  return { program: c.get("program"), principal: c.get("principal") };
}
