/** A real OpenID provider on this machine: `oidc-provider`, whose people sign in by naming themselves. */
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, Provider } from "oidc-provider";

export const CLIENT = { id: "tributary", secret: "secret-of-the-client-0123456789" };

/** Who can sign in at it, by the name that the provider knows them by. */
export interface Account {
  readonly email: string;
  readonly isVerified: boolean;
}

export class RunningProvider {
  readonly issuer: string;
  readonly #server: Server;

  private constructor(issuer: string, server: Server) {
    this.issuer = issuer;
    this.#server = server;
  }

  /** @param redirectUris of the client. @param inIdToken whether claims stand in the ID token, or are asked for. */
  static async listen(
    accounts: ReadonlyMap<string, Account>,
    redirectUris: string[],
    inIdToken = false,
  ): Promise<RunningProvider> {
    let handle: ReturnType<Provider["callback"]> | undefined;
    const server = createServer((request, response) => void handle?.(request, response));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    handle = new Provider(issuer, configurationOf(accounts, redirectUris, inIdToken)).callback();
    return new RunningProvider(issuer, server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

function configurationOf(
  accounts: ReadonlyMap<string, Account>,
  redirectUris: string[],
  inIdToken: boolean,
): Configuration {
  return {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims: !inIdToken,
    // Each has keys of its own under the same id: the package's own are the same for all.
    jwks: { keys: [signingKey()] },
    pkce: { required: () => true },
    cookies: { keys: ["key-of-the-tests"] },
    findAccount: (_, name) => {
      const account = accounts.get(name);
      if (account === undefined) return undefined;
      const { email, isVerified } = account;
      return { accountId: name, claims: () => ({ sub: name, email, email_verified: isVerified }) };
    },
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "key-of-the-tests", use: "sig", alg: "RS256" };
}
