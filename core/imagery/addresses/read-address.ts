import { AppError } from "../../../shared/errors.ts";
import { fetchAddress, type FetchRules } from "./fetch-address.ts";

/**
 * Fetches a small document or picture whole.
 *
 * @param limits bytes and milliseconds that it may take in all
 * @throws AppError `invalid_input` when it does not answer 200, is larger, or takes longer
 */
export async function readAddress(
  rules: FetchRules,
  address: string,
  limits: { bytes: number; milliseconds: number },
  stop?: AbortSignal,
): Promise<{ bytes: Buffer; url: string }> {
  const deadline = AbortSignal.timeout(limits.milliseconds);
  const signal = stop === undefined ? deadline : AbortSignal.any([deadline, stop]);
  try {
    const { status, body, url } = await fetchAddress(rules, address, { signal });
    if (status !== 200) {
      body.destroy();
      throw new AppError("invalid_input", `${shown(address)} answered ${status}${meaning(status)}`);
    }
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      length += chunk.length;
      if (length > limits.bytes) {
        body.destroy();
        throw new AppError("invalid_input", `${shown(address)} is larger than ${limits.bytes / 1e6} MB`);
      }
      chunks.push(chunk);
    }
    return { bytes: Buffer.concat(chunks), url };
  } catch (error) {
    stop?.throwIfAborted();
    if (deadline.aborted) {
      throw new AppError(
        "invalid_input",
        `${shown(address)} took longer than ${limits.milliseconds / 1_000} s`,
      );
    }
    throw error;
  }
}

/** An address as it may be shown: without its query, which may be a signature. */
export function shown(address: string): string {
  return address.replace(/\?.*$/s, "").slice(0, 200);
}

/** What an address is called in a list of files: its last part, or its host when it has none; never its query. */
export function nameOfAddress(address: string): string {
  const plain = shown(address);
  if (/\{/.test(plain)) return plain;
  const last = plain.replace(/\/+$/, "").replace(/^.*\//s, "");
  return last === "" ? plain : last;
}

/** What an HTTP status mostly means for files. */
export function meaning(status: number): string {
  if (status === 401 || status === 403) return ": it is not open to everybody, or its signature has run out";
  if (status === 404 || status === 410) return ": it is not there";
  if (status >= 500) return ": that server has trouble, try again later";
  return "";
}
