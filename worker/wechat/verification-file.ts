/** `GET /MP_verify_….txt`: the file by which WeChat proves that a host is the merchant's. */
import { logError } from "../../durable-objects/object/log.ts";
import { readVerification } from "./wechat-apps.tables.ts";

const PATH = /^\/(MP_verify_[0-9A-Za-z]{1,64}\.txt)$/;

/** The name of the file that a path asks for; undefined for any other path. */
export function verificationName(path: string): string | undefined {
  return PATH.exec(path)?.[1];
}

const HEADERS = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

export async function answerVerification(env: Env, name: string): Promise<Response> {
  try {
    const content = await readVerification(env.CONFIG, name);
    if (content !== undefined) return new Response(content, { headers: HEADERS });
    return new Response("not found", { status: 404, headers: HEADERS });
  } catch (error) {
    logError("verification_not_read", error);
    return new Response("one moment", { status: 503, headers: { ...HEADERS, "retry-after": "5" } });
  }
}
