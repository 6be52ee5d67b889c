/** A service of its own whose people sign in at a provider of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { runService, type RunningService } from "../service.ts";
import { type Account, CLIENT, RunningProvider } from "./provider.ts";

interface SignInService {
  readonly running: RunningService;
  readonly provider: RunningProvider;
}

/** @param state the directory of the service's state. @param accounts who can sign in at the provider. */
export async function runWithProvider(
  state: string,
  accounts: ReadonlyMap<string, Account>,
): Promise<SignInService> {
  const port = await freePort();
  const redirectUris = ["localhost", "127.0.0.1"].map(
    (host) => `http://${host}:${port}/v1/sessions/provider/callback`,
  );
  const provider = await RunningProvider.listen(accounts, redirectUris);
  const running = await runService("start", state, {
    PORT: String(port),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  });
  return { running, provider };
}

/** A port that nobody has: the provider has to know the service's address before the service is told the provider's. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
