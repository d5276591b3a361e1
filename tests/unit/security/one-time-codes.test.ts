import { expect, it } from "vitest";
import {
  describeSharedKey,
  drawRecoveryCodes,
  findStep,
  hashRecoveryCode,
  makeSalt,
  plainCode,
} from "../../../core/accounts/one-time-codes.ts";
import { seal, unseal } from "../../../core/accounts/sealing.ts";
import { readConfig } from "../../../core/config.ts";

/** RFC 6238, appendix B: the key of its SHA-1 rows, seconds since 1970, the last six of the eight digits. */
const RFC_KEY = Buffer.from("12345678901234567890");
const RFC_ROWS: [seconds: number, code: string][] = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
];

it("gives the codes of RFC 6238, for half a minute and the steps beside it", () => {
  for (const [seconds, code] of RFC_ROWS) {
    const step = Math.floor(seconds / 30);
    expect(findStep(RFC_KEY, code, seconds * 1_000), String(seconds)).toBe(step);
    for (const beside of [-30, 30]) expect(findStep(RFC_KEY, code, (seconds + beside) * 1_000)).toBe(step);
    for (const away of [-90, 90]) expect(findStep(RFC_KEY, code, (seconds + away) * 1_000)).toBeNull();
  }
  expect(findStep(RFC_KEY, "000000", 59_000)).toBeNull();
});

it("tells an authenticator its key in the form that all of them read", () => {
  const { uri, key } = describeSharedKey(RFC_KEY, "map.example.org", "calm-owl-1");
  expect(key).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(uri).toMatch(/^otpauth:\/\/totp\/Aftermap%20map\.example\.org:calm-owl-1\?/);
  expect(new URL(uri).searchParams.get("secret")).toBe(key);
});

it("draws recovery codes of sixty random bits, hashed slowly under a salt", async () => {
  const codes = [drawRecoveryCodes(), drawRecoveryCodes()].flat();
  expect(new Set(codes).size).toBe(20);
  for (const code of codes) expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
  const salt = makeSalt();
  const [code = ""] = codes;
  const hash = await hashRecoveryCode(code, salt);
  expect(await hashRecoveryCode(code.toLowerCase().replaceAll("-", " "), salt)).toEqual(hash);
  expect(await hashRecoveryCode(code, makeSalt())).not.toEqual(hash);
  expect(salt.length).toBeGreaterThanOrEqual(16);
});

it("reads digits as people type them: spaced, wide, Arabic or Persian", () => {
  for (const typed of ["123 456", "１２３４５６", "١٢٣٤٥٦", "۱۲۳-۴۵۶"])
    expect(plainCode(typed)).toBe("123456");
});

it("opens nothing that was sealed for another account, under another SECRET, or altered", async () => {
  const config = readConfig({ SECRET: "a".repeat(32) });
  const sealed = await seal(config, "somebody", RFC_KEY);
  expect(await unseal(config, "somebody", sealed)).toEqual(RFC_KEY);
  expect(await seal(config, "somebody", RFC_KEY)).not.toEqual(sealed);
  expect(await unseal(config, "somebody else", sealed)).toBeNull();
  expect(await unseal(readConfig({ SECRET: "b".repeat(32) }), "somebody", sealed)).toBeNull();
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(await unseal(config, "somebody", altered), `byte ${at}`).toBeNull();
  }
  expect(await unseal(config, "somebody", sealed.subarray(0, 20))).toBeNull();
});
