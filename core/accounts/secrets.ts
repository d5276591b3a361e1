import { createHash, randomBytes } from "node:crypto";

/** A secret that only its holder keeps (256 bits, base64url), and the hash under which we know it. */
export function makeSecret(): { secret: string; hash: Buffer } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 is enough here: a secret of 256 random bits cannot be guessed, unlike a password. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
