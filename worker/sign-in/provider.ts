/**
 * The OpenID provider, as relying party: authorization code with PKCE, state and nonce. What the provider says of itself is
 * read at most every ten minutes in an isolate, and its keys as `oauth4webapi` keeps them, beside it.
 */
import * as oauth from "oauth4webapi";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import type { OutsideNetwork } from "../platform/outside-network.ts";
import type { PendingSignIn } from "./pending-sign-in.ts";
import { providerFetch } from "./provider-network.ts";

const READ_AGAIN_MS = 10 * 60_000;
const SCOPE = "openid email";

type ProviderEnv = Pick<Env, "OIDC_ISSUER" | "OIDC_CLIENT_ID" | "OIDC_CLIENT_SECRET"> & OutsideNetwork;

/** What became of a sign-in at the provider. */
export type ProviderAnswer =
  | { readonly kind: "verified"; readonly email: string }
  | { readonly kind: "refused"; readonly reason: "sign_in_refused" | "sign_in_failed" | "email_unverified" };

/** How long a provider that did not answer is left alone: whoever may begin to sign in is anybody. */
const FAILED_MS = 3_000;

let failedAtMs = 0;
let known:
  | { readonly issuer: string; readonly server: oauth.AuthorizationServer; readonly atMs: number }
  | undefined;

function optionsOf(env: ProviderEnv) {
  const issuer = new URL(env.OIDC_ISSUER);
  return {
    [oauth.customFetch]: providerFetch(env, issuer),
    // The deployment allows an issuer without TLS on this machine alone.
    [oauth.allowInsecureRequests]: issuer.protocol === "http:",
  };
}

async function serverOf(env: ProviderEnv): Promise<oauth.AuthorizationServer> {
  const nowMs = Date.now();
  if (known !== undefined && known.issuer === env.OIDC_ISSUER && nowMs - known.atMs < READ_AGAIN_MS) {
    return known.server;
  }
  if (!isPauseOver(failedAtMs + FAILED_MS, nowMs, FAILED_MS)) {
    throw new TypeError("the provider did not answer a moment ago");
  }
  try {
    const issuer = new URL(env.OIDC_ISSUER);
    const answer = await oauth.discoveryRequest(issuer, optionsOf(env));
    const server = await oauth.processDiscoveryResponse(issuer, answer);
    known = { issuer: env.OIDC_ISSUER, server, atMs: nowMs };
    return server;
  } catch (error) {
    failedAtMs = Date.now();
    throw error;
  }
}

/** The provider's address that a browser is led to, and what is remembered of it until it comes back. */
export async function beginAtProvider(
  env: ProviderEnv,
  redirectUri: string,
  returnTo: string,
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> {
  const { authorization_endpoint: endpoint } = await serverOf(env);
  if (endpoint === undefined) throw new TypeError("the provider names no authorization_endpoint");
  const pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    returnTo,
  };
  const url = new URL(endpoint);
  const asked = {
    client_id: env.OIDC_CLIENT_ID,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: SCOPE,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { url: url.href, pending };
}

/**
 * Trades the code that a browser came back with for the person's verified address.
 *
 * @throws where the provider does not answer.
 */
export async function endAtProvider(
  env: ProviderEnv,
  came: URL,
  redirectUri: string,
  pending: PendingSignIn,
): Promise<ProviderAnswer> {
  const server = await serverOf(env);
  const client: oauth.Client = { client_id: env.OIDC_CLIENT_ID };
  try {
    const parameters = oauth.validateAuthResponse(server, client, came, pending.state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authenticationOf(server, env.OIDC_CLIENT_SECRET),
      parameters,
      redirectUri,
      pending.verifier,
      optionsOf(env),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, answer, optionsOf(env));
    return await addressOf(env, server, tokens);
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      return { kind: "refused", reason: "sign_in_refused" };
    }
    if (isOfProtocol(error)) return { kind: "refused", reason: "sign_in_failed" };
    throw error;
  }
}

/** What does not hold by the protocol. All else is a provider that does not answer. */
function isOfProtocol(error: unknown): boolean {
  return (
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.UnsupportedOperationError ||
    error instanceof oauth.ResponseBodyError ||
    error instanceof oauth.WWWAuthenticateChallengeError
  );
}

/** Basic, unless the provider names others alone: so does its own default. */
function authenticationOf(
  { token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer,
  secret: string,
): oauth.ClientAuth {
  return methods === undefined || methods.includes("client_secret_basic")
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret);
}

/** From the ID token, or from where the provider tells claims when they are not in it. */
async function addressOf(
  env: ProviderEnv,
  server: oauth.AuthorizationServer,
  tokens: oauth.TokenEndpointResponse,
): Promise<ProviderAnswer> {
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  if (claims === undefined) return { kind: "refused", reason: "sign_in_failed" };
  const said =
    claims["email"] === undefined && server.userinfo_endpoint !== undefined
      ? await readUserInfo(env, server, tokens.access_token, claims.sub)
      : claims;
  const { email, email_verified: isVerified } = said as { email?: unknown; email_verified?: unknown };
  if (typeof email !== "string" || isVerified !== true)
    return { kind: "refused", reason: "email_unverified" };
  return { kind: "verified", email };
}

async function readUserInfo(
  env: ProviderEnv,
  server: oauth.AuthorizationServer,
  accessToken: string,
  subject: string,
): Promise<oauth.UserInfoResponse> {
  const client: oauth.Client = { client_id: env.OIDC_CLIENT_ID };
  const answer = await oauth.userInfoRequest(server, client, accessToken, optionsOf(env));
  return await oauth.processUserInfoResponse(server, client, subject, answer);
}
