import { describe, expect, it } from "vitest";
import { addressOf, isFromInside, networkOf } from "../../../server/caller-address.ts";

describe("what is counted of an address", () => {
  it.each([
    ["2001:db8::1", "2001:db8::2"],
    ["2001:db8::1", "2001:db8:0:0:ffff:1:2:3"],
    ["2001:DB8:0001::1", "2001:db8:1::"],
    ["::1", "::2"],
    ["fe80::1%eth0", "fe80::2"],
    ["[2001:db8::1]:4711", "2001:db8::9"],
    ["192.0.2.1:4711", "192.0.2.1:4712"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["64:ff9b::192.0.2.1", "64:ff9b::1"],
  ])("is the same of %s and %s: one household", (one, other) => {
    expect(networkOf(one)).toBe(networkOf(other));
  });

  it.each([
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["2001:db8:1::1", "2001:db8:2::1"],
    ["192.0.2.1", "192.0.2.2"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.2"],
    ["unknown", "hidden"],
  ])("is another of %s and %s", (one, other) => {
    expect(networkOf(one)).not.toBe(networkOf(other));
  });
});

describe("what is for monitoring alone", () => {
  const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
    isFromInside({ headers, socket: { remoteAddress } } as any);

  it("is told to this machine and to private networks", () => {
    for (const address of ["127.0.0.1", "::1", "::ffff:172.18.0.5", "10.0.0.7", "192.168.1.2", "fd00::7"])
      expect(from(address), address).toBe(true);
  });

  it("is told to nobody of the internet, and to nobody through a proxy", () => {
    for (const address of ["8.8.8.8", "::ffff:8.8.8.8", "2a00:1450:4001::1"])
      expect(from(address), address).toBe(false);
    for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
      expect(from("127.0.0.1", { [name]: "1.1.1.1" }), name).toBe(false);
  });
});

it("believes of X-Forwarded-For what our own proxies added, and nothing that a caller wrote before it", () => {
  const socket: any = { remoteAddress: "10.0.0.2" };
  const from = (forwarded: string, trustedProxies: number) =>
    addressOf({ headers: { "x-forwarded-for": forwarded }, socket }, trustedProxies);
  expect(from("1.1.1.1", 0)).toBe("10.0.0.2");
  expect(from("6.6.6.6, 203.0.113.9", 1)).toBe("203.0.113.9");
  expect(from("6.6.6.6, 203.0.113.9, 10.0.0.3", 2)).toBe("203.0.113.9");
  expect(from("", 1)).toBe("10.0.0.2");
});
