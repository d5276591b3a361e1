import { isIP } from "node:net";
import { AppError } from "../../../shared/errors.ts";
import { isPublicAddress } from "./public-address.ts";

/** Hosts of internal networks that may be fetched from all the same: `host` or `host:port`, lower case (IMPORT_HOSTS). */
export type AllowedHosts = readonly string[];

/** Endings that name machines of a local network; RFC 6761, RFC 6762, RFC 8375, and the clouds' metadata. */
const INTERNAL_NAMES =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa|onion|test|invalid|example)$/;

/**
 * Reads an address that an admin, a STAC document or a redirect names, and refuses what must never be fetched, before
 * any name is looked up.
 *
 * @throws AppError `invalid_input` naming what is wrong with it
 */
export function checkAddress(text: string, allowed: AllowedHosts): URL {
  if (!URL.canParse(text)) throw refused(text, "it is no address: write it as https://host/path");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refused(text, `only http and https are fetched, not ${url.protocol.slice(0, -1)}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw refused(
      text,
      "it holds a name or a password, which would be stored and shown: use a signed address",
    );
  }
  if (isAllowed(url, allowed)) return url;
  const host = bareHost(url);
  if (isIP(host) === 4 && !text.toLowerCase().includes(host)) {
    throw refused(text, `its host is another way to write ${host}: write it plainly`);
  }
  if (isIP(host) !== 0 ? !isPublicAddress(host) : isInternalName(host)) throw internal(url.host);
  return url;
}

/** Whether the operator allowed this very host, whatever network it is in. */
export function isAllowed(url: URL, allowed: AllowedHosts): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const host = url.hostname.toLowerCase();
  return allowed.includes(host) || allowed.includes(`${host}:${port}`);
}

/** The host as sockets want it: an IPv6 address without its brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
}

/** A host that leads into a network that is not the public internet. */
export function internal(host: string): AppError {
  return new AppError(
    "invalid_input",
    `${host} is, or leads to, a machine of an internal network, from which nothing is fetched. To mend it: ` +
      "give an address of the public internet, or ask the operator to add the host to IMPORT_HOSTS",
  );
}

/** A dot at the end means the same name; a name without any dot is one of the local network. */
function isInternalName(host: string): boolean {
  const name = host.replace(/\.$/, "");
  return !name.includes(".") || INTERNAL_NAMES.test(name);
}

function refused(text: string, why: string): AppError {
  return new AppError("invalid_input", `${text.slice(0, 200)} cannot be fetched: ${why}`);
}
