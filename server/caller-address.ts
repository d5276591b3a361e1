import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isPublicAddress } from "../core/imagery/addresses/public-address.ts";

/** What of a request tells where it comes from. */
export type Arrived = Pick<IncomingMessage, "headers" | "socket">;

/**
 * Where a request comes from. Each proxy of ours adds the address it saw to the end of `X-Forwarded-For`; what stands
 * before those was written by the client and is not believed.
 */
export function addressOf(req: Arrived, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? "";
  if (trustedProxies === 0) return direct;
  const forwarded = String(req.headers["x-forwarded-for"] ?? "").split(",");
  return forwarded.at(-trustedProxies)?.trim() || direct;
}

/**
 * What is counted of an address: one household has one IPv6 network of 64 bits, but any number of addresses in it, each
 * of which may be written in several ways (`2001:db8::1`, `2001:db8:0:0::1`). Some proxies add a port, which is another one
 * with each connection.
 */
export function networkOf(text: string): string {
  const address = withoutPort(text);
  if (isIP(address) !== 6) return address;
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [left = "", right] = address
    .replace(/%.*$/, "")
    .replace(/\d+(?:\.\d+){3}$/, "0:0")
    .split("::");
  const groups = left === "" ? [] : left.split(":");
  if (right !== undefined) {
    const last = right === "" ? [] : right.split(":");
    groups.push(...Array.from({ length: 8 - groups.length - last.length }, () => "0"), ...last);
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/**
 * Whether somebody inside asks: from this machine or a private network, and not through a proxy, behind which stands the
 * world. What is for monitoring alone is told to nobody else, also where whoever set the proxy up forgot to keep it in.
 */
export function isFromInside({ headers, socket }: Arrived): boolean {
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  return !isPublicAddress(address);
}

/** What proxies add. */
const FORWARDED = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "forwarded",
  "via",
];

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without their ports. */
function withoutPort(text: string): string {
  const bracketed = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1];
  return bracketed ?? text.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
}
