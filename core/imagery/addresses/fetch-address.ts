import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { AppError } from "../../../shared/errors.ts";
import { checkAddress, internal, isAllowed, type AllowedHosts } from "./check-address.ts";
import { isPublicAddress } from "./public-address.ts";

/** All addresses of a name. Another one than the system's only in tests of what hostile name servers answer. */
export type Resolve = (name: string) => Promise<LookupAddress[]>;

/** How addresses are fetched here. */
export type FetchRules = { allowed: AllowedHosts; resolve?: Resolve };

export type Answer = {
  status: number;
  headers: IncomingMessage["headers"];
  body: IncomingMessage;
  /** Where it came from in the end, after redirects. */
  url: string;
};

const MOST_REDIRECTS = 5;
/** Without a byte for this long an answer is given up, milliseconds. */
const SILENCE_MS = 15_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for an address as an attacker would have to be asked: the name is looked up by us, every address it has is
 * checked, and the connection goes to what was checked, so that a name that answers differently a moment later leads
 * nowhere else. Each redirect begins anew. No cookies, no credentials, no proxy, no connection kept.
 *
 * @throws AppError `invalid_input` for what is refused or does not answer
 */
export async function fetchAddress(
  rules: FetchRules,
  address: string,
  options: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<Answer> {
  let url = checkAddress(address, rules.allowed);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const body = await ask(rules, url, options);
    const status = body.statusCode ?? 0;
    const location = asText(body.headers.location);
    if (!REDIRECTS.has(status) || location === undefined) {
      return { status, headers: body.headers, body, url: url.href };
    }
    body.destroy();
    // Checked as it is written where it stands alone, so that an odd spelling is seen; else against its base.
    url = checkAddress(URL.canParse(location) ? location : resolved(location, url), rules.allowed);
  }
  throw new AppError(
    "invalid_input",
    `${address.slice(0, 200)} leads through more than ${MOST_REDIRECTS} redirects`,
  );
}

/** Headers are bytes and come as Latin 1: what is meant is UTF-8. */
function asText(header: string | undefined): string | undefined {
  return header === undefined ? undefined : Buffer.from(header, "latin1").toString("utf8");
}

function resolved(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base.href).href : location;
}

function ask(
  rules: FetchRules,
  url: URL,
  { headers, signal }: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<IncomingMessage> {
  const mayBeInternal = isAllowed(url, rules.allowed);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      agent: false,
      signal,
      lookup: checkedLookup(rules.resolve ?? resolveBySystem, mayBeInternal),
      headers: { "user-agent": "Aftermap", accept: "*/*", "accept-encoding": "identity", ...headers },
      maxHeaderSize: 32_768,
    });
    request.setTimeout(SILENCE_MS, () =>
      request.destroy(new Error(`no answer within ${SILENCE_MS / 1_000} s`)),
    );
    // An address in figures is not looked up; whatever way led here, the socket tells where it really goes.
    request.on("socket", (socket) => {
      const verify = () => {
        if (!mayBeInternal && !isPublicAddress(socket.remoteAddress ?? ""))
          socket.destroy(internal(url.host));
      };
      if (socket.connecting) socket.once("connect", verify);
      else verify();
    });
    request.once("response", resolve);
    request.once("error", (error) => reject(signal.aborted ? signal.reason : unreachable(url, error)));
    request.end();
  });
}

/** A look-up that gives sockets only what was checked. One internal address among several condemns the name. */
function checkedLookup(resolve: Resolve, mayBeInternal: boolean): LookupFunction {
  const look = callbackify(async (name: string) => {
    const addresses = await resolve(name);
    if (addresses.length === 0) throw new Error("the name has no address");
    if (!mayBeInternal && !addresses.every(({ address }) => isPublicAddress(address))) throw internal(name);
    return addresses;
  });
  return (name, options, callback) => {
    look(name, (error, addresses) => {
      const [first] = addresses ?? [];
      if (first === undefined) callback(error, "", 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function resolveBySystem(name: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(name, { all: true, verbatim: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });
}

function unreachable(url: URL, error: NodeJS.ErrnoException): AppError {
  if (error instanceof AppError) return error;
  const reasons: Record<string, string> = {
    ENOTFOUND: "there is no such host",
    EAI_AGAIN: "its name could not be looked up: is this machine connected?",
    ECONNREFUSED: "nothing listens there",
    ECONNRESET: "the connection was cut",
    CERT_HAS_EXPIRED: "its certificate has expired",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by anybody known",
  };
  const why = reasons[error.code ?? ""] ?? error.message;
  return new AppError("invalid_input", `${url.host} cannot be reached: ${why}`, { cause: error });
}
