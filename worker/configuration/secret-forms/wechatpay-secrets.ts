/**
 * What WeChat Pay signs and encrypts with, as one secret. The APIv3 key is on the first line. Then comes whoever may have signed, each
 * as a platform certificate, or as a public key with its id before it. One text holds all, so that no half of it is set.
 */
import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** Who may have signed, by the serial that a webhook names. */
export interface WeChatPaySigner {
  readonly serial: string;
  readonly publicKey: KeyObject;
}

export interface WeChatPaySecret {
  readonly apiV3Key: string;
  readonly signers: readonly WeChatPaySigner[];
}

const WHOLE =
  /^([A-Za-z0-9]{32})\s+((?:(?:PUB_KEY_ID_\w{1,64}\s+-----BEGIN PUBLIC KEY-----[\w+/=\s]+-----END PUBLIC KEY-----|-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----)\s*){1,4})$/;
const SIGNER = /(PUB_KEY_ID_\w+)?\s*(-----BEGIN (?:PUBLIC KEY|CERTIFICATE)-----[^-]+-----END [A-Z ]+-----)/g;

/** WeChat Pay signs with 2048 bits. */
const LEAST_BITS = 2_048;

/** @returns undefined for what is no such secret. */
export function readWeChatPaySecret(secret: string): WeChatPaySecret | undefined {
  const [, apiV3Key, others] = WHOLE.exec(secret.trim()) ?? [];
  if (apiV3Key === undefined || others === undefined) return undefined;
  const signers = [...others.matchAll(SIGNER)].map(([, id, pem = ""]) => signerOf(id, pem));
  const known = signers.filter((signer) => signer !== undefined);
  return known.length < signers.length ? undefined : { apiV3Key, signers: known };
}

/** Serials are compared without zeros before them, and without case. */
export function sameSerial(one: string, other: string): boolean {
  return plainSerial(one) === plainSerial(other);
}

function plainSerial(serial: string): string {
  return serial.toUpperCase().replace(/^0+/, "");
}

function signerOf(id: string | undefined, pem: string): WeChatPaySigner | undefined {
  try {
    const signer = id === undefined ? ofCertificate(pem) : { serial: id, publicKey: createPublicKey(pem) };
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = signer.publicKey;
    return type === "rsa" && (details?.modulusLength ?? 0) >= LEAST_BITS ? signer : undefined;
  } catch {
    return undefined;
  }
}

function ofCertificate(pem: string): WeChatPaySigner {
  const { serialNumber, publicKey } = new X509Certificate(pem);
  return { serial: serialNumber, publicKey };
}
