/** Which host answers what: with `ADMIN_HOST` set, management answers there alone; share links answer everywhere. */
export function hostAllows(
  env: Pick<Env, "ADMIN_HOST">,
  request: Request,
  surface: "management" | "edge",
): boolean {
  if (surface === "edge" || env.ADMIN_HOST === undefined || env.ADMIN_HOST === "") return true;
  return new URL(request.url).host === env.ADMIN_HOST.toLowerCase();
}
