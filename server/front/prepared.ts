import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { isKnown } from "../tiles.ts";

type Encoding = "identity" | "gzip" | "br";

/** An answer ready to go, in each form in which it may be asked for. */
export type Prepared = {
  type: string;
  cacheControl: string;
  /** What besides the encoding decides which answer is given. */
  vary?: string;
  forms: Partial<Record<Encoding, { body: Buffer; etag: string }>>;
};

/** Below this the headers weigh more than what compressing saves. */
const WORTH_COMPRESSING_BYTES = 1_024;

/**
 * An answer in all forms.
 *
 * @param effort how hard to compress what is not there in that form yet: 1 for once a second, 11 for once a release
 */
export function prepare(
  body: Buffer,
  answer: Omit<Prepared, "forms">,
  effort: number,
  ready: { br?: Buffer; gzip?: Buffer } = {},
): Prepared {
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  const forms: Prepared["forms"] = { identity: { body, etag: `"${hash}"` } };
  if (body.length >= WORTH_COMPRESSING_BYTES) {
    const br =
      ready.br ??
      brotliCompressSync(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: effort, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      });
    const gzip = ready.gzip ?? gzipSync(body, { level: Math.min(9, effort) });
    forms.br = { body: br, etag: `"${hash}-br"` };
    forms.gzip = { body: gzip, etag: `"${hash}-gz"` };
  }
  return { ...answer, forms };
}

/** Sends it in the best form that is accepted, or says that the asker has it already. */
export function sendPrepared(
  req: IncomingMessage,
  res: ServerResponse,
  prepared: Prepared,
  headers: readonly string[],
): void {
  const { encoding, form } = chooseForm(req.headers["accept-encoding"], prepared);
  const vary = prepared.vary === undefined ? "accept-encoding" : `accept-encoding, ${prepared.vary}`;
  const always = [...headers, "cache-control", prepared.cacheControl, "etag", form.etag, "vary", vary];
  const known = req.headers["if-none-match"];
  if (known !== undefined && isKnown(known, form.etag)) {
    res.writeHead(304, always);
    res.end();
    return;
  }
  const encoded = encoding === "identity" ? [] : ["content-encoding", encoding];
  const length = ["content-type", prepared.type, "content-length", String(form.body.length)];
  res.writeHead(200, [...always, ...encoded, ...length]);
  if (req.method === "HEAD") res.end();
  else res.end(form.body);
}

function chooseForm(accepted: string | undefined, { forms }: Prepared) {
  for (const encoding of ["br", "gzip"] as const) {
    const form = forms[encoding];
    if (form !== undefined && accepted !== undefined && isAccepted(accepted, encoding))
      return { encoding, form };
  }
  const form = forms.identity;
  if (form === undefined) throw new Error("an answer was prepared in no form");
  return { encoding: "identity" as const, form };
}

/** RFC 9110 §12.5.3; a weight of zero means not. */
function isAccepted(header: string, encoding: string): boolean {
  return header.split(",").some((one) => {
    const [name = "", ...parameters] = one.trim().split(";");
    return (
      name.trim() === encoding && !parameters.some((parameter) => /^\s*q=0(?:\.0*)?\s*$/.test(parameter))
    );
  });
}
