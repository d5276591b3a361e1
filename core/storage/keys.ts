import { AppError } from "../../shared/errors.ts";

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Lets only plain keys pass: `scenes/ab12….tif`. No empty, hidden or parent segments, no backslash, so that a
 * key can be joined to a folder without leaving it.
 *
 * @throws AppError `invalid_input`
 */
export function checkKey(key: string): string {
  const segments = key.split("/");
  if (key.length > 512 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new AppError("invalid_input", `Not a storage key: ${JSON.stringify(key.slice(0, 80))}`);
  }
  return key;
}
