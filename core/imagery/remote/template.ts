import { AppError } from "../../../shared/errors.ts";

/** A tile address with its parts that change: `{z}`, `{x}`, and `{y}` from the north or `{-y}` from the south (TMS). */
export type TileTemplate = string;

/** Whether an address is one of tiles and not of a file. */
export function isTileTemplate(address: string): boolean {
  return /\{(?:-?y|quadkey|q|TileRow)\}/i.test(address);
}

/**
 * Brings the ways in which tile addresses are written to one: `{s}` and JOSM's `{switch:a,b}` become their first host,
 * for our server asks with one voice; `{zoom}`, `{q}` and percent signs become what they mean.
 *
 * @throws AppError `invalid_input` for one that leaves a part unknown
 */
export function normalTemplate(address: string): TileTemplate {
  const template = address
    .trim()
    .replace(/^(?:tms|xyz)(?:\[[^\]]*\])?:/i, "")
    .replaceAll(/%7B/gi, "{")
    .replaceAll(/%7D/gi, "}")
    .replaceAll(/\{switch:([^,}]*)[^}]*\}/gi, "$1")
    .replaceAll(/\{s\}/gi, "a")
    .replaceAll(/\{(?:zoom|TileMatrix)\}/gi, "{z}")
    .replaceAll(/\{TileCol\}/gi, "{x}")
    .replaceAll(/\{TileRow\}/gi, "{y}")
    .replaceAll(/\{q\}/gi, "{quadkey}")
    .replaceAll(/\{(z|x|y|-y|quadkey)\}/gi, (part) => part.toLowerCase())
    .replaceAll(/\{r\}|@2x(?=\.)/gi, "");
  const unknown = /\{(?!z\}|x\}|y\}|-y\}|quadkey\})[^}]*\}/.exec(template)?.[0];
  if (unknown !== undefined) {
    throw new AppError(
      "invalid_input",
      `The tile address holds ${unknown}, which is not known: write its value in place of it`,
    );
  }
  const isWhole =
    template.includes("{quadkey}") ||
    (/\{z\}/.test(template) && /\{x\}/.test(template) && /\{-?y\}/.test(template));
  if (!isWhole)
    throw new AppError(
      "invalid_input",
      "A tile address needs {z}, {x} and {y}, or {-y} where rows count from the south",
    );
  if (/^[^/]*\/\/[^/]*\{/.test(template))
    throw new AppError("invalid_input", "The host of a tile address must be written out");
  return template;
}

/** The address of one tile, XYZ. */
export function tileAddress(template: TileTemplate, z: number, x: number, y: number): string {
  return template
    .replaceAll("{z}", String(z))
    .replaceAll("{x}", String(x))
    .replaceAll("{y}", String(y))
    .replaceAll("{-y}", String(2 ** z - 1 - y))
    .replaceAll("{quadkey}", quadkey(z, x, y));
}

/** Bing's name of a tile: a digit a zoom, east is 1, south is 2. */
function quadkey(z: number, x: number, y: number): string {
  let key = "";
  for (let bit = z - 1; bit >= 0; bit -= 1) key += String(((x >> bit) & 1) + 2 * ((y >> bit) & 1));
  return key;
}
