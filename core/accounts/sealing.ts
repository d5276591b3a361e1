import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Config } from "../config.ts";
import { readSecret } from "../secret.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what must be read again (the key of an authenticator), so that a copy of the database alone opens nothing.
 *
 * @param owner whose it is: sealed for one account it does not open for another
 */
export async function seal(config: Config, owner: string, plain: Uint8Array): Promise<Buffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, await sealingKey(config), nonce).setAAD(Buffer.from(owner));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Null for what was sealed under another `SECRET`, or altered. */
export async function unseal(config: Config, owner: string, sealed: Buffer): Promise<Buffer | null> {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const key = await sealingKey(config);
  try {
    const options = { authTagLength: TAG_BYTES };
    const decipher = createDecipheriv(CIPHER, key, nonce, options).setAAD(Buffer.from(owner)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** A key for this use alone: addresses are hashed under `SECRET` itself. */
async function sealingKey(config: Config): Promise<Buffer> {
  return Buffer.from(hkdfSync("sha256", await readSecret(config), "", "aftermap second factor", 32));
}
