import { randomBytes, randomInt, scrypt } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** Codes on either side of now that are right too: clocks differ, and people type slowly. */
const STEPS_BESIDE = 1;
const KEY_BYTES = 20;
const RECOVERY_CODES = 10;
/** Digits and letters that are not mistaken for each other when written down: Crockford's base 32. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_LENGTH = 4;
/** 16 MB and some 50 ms each. Passwords are given five times as much (p = 5); these have 60 random bits of their own. */
const SCRYPT = { N: 16_384, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** A key to share with an authenticator: as long as SHA-1's output, as RFC 4226 recommends. */
export const makeSharedKey = (): Buffer => randomBytes(KEY_BYTES);

/**
 * What an authenticator takes up: SHA-1, six digits, 30 s, which all of them know.
 *
 * @param place the host of this installation, shown beside the code
 * @see https://www.rfc-editor.org/rfc/rfc6238
 */
export function describeSharedKey(key: Buffer, place: string, who: string): { uri: string; key: string } {
  const totp = totpOf(key, { issuer: `Aftermap ${place}`.trim(), label: who });
  return { uri: totp.toString(), key: totp.secret.base32 };
}

/** The step of 30 s that a code belongs to, now or one beside; null when it is of none. @param at milliseconds since 1970 */
export function findStep(key: Buffer, code: string, at: number): number | null {
  const totp = totpOf(key);
  const delta = totp.validate({ token: code, timestamp: at, window: STEPS_BESIDE });
  return delta === null ? null : totp.counter({ timestamp: at }) + delta;
}

/** Whether somebody typed the digits of an authenticator; anything else is a recovery code. */
export const isSixDigits = (code: string): boolean => /^\d{6}$/.test(code);

/** Digits as people type them: with spaces, in Arabic or Persian digits too. */
export function plainCode(typed: string): string {
  return typed
    .normalize("NFKC")
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, "");
}

/** Ten codes of 60 random bits, in groups that can be read aloud. */
export function drawRecoveryCodes(): string[] {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: GROUPS }, group).join("-"));
}

/** Slow on purpose: 60 bits alone would not stand against somebody with a copy of the database and time. */
export function hashRecoveryCode(typed: string, salt: Buffer): Promise<Buffer> {
  const plain = plainCode(typed).replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  return new Promise((resolve, reject) => {
    scrypt(plain, salt, 32, SCRYPT, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}

/** A salt for the recovery codes of one account. */
export const makeSalt = (): Buffer => randomBytes(16);

function totpOf(key: Buffer, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret: Secret.fromHex(key.toString("hex")), algorithm: "SHA1", digits: 6 });
}
