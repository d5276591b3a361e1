import { AppError } from "../../../shared/errors.ts";
import type { Bbox } from "../../../shared/geo.ts";
import { elementsOf, findElement, readXml, textOf, type XmlElement } from "../xml.ts";

/** One layer of a WMTS as an XYZ tile address. */
export type WmtsLayer = {
  template: string;
  title: string;
  bounds: Bbox | null;
  minzoom: number;
  maxzoom: number;
  tileSize: 256 | 512;
  attribution: string | null;
};

/** Scale denominator of zoom 0 with tiles of 256 pixels of 0.28 mm. @see OGC 07-057r7 Annex E.4 */
const SCALE_OF_ZOOM_0 = 559_082_264.028_717_8;
/** 3857 and its older names, as a URN or a bare code. */
const WEB_MERCATOR = /(?::|\/|^)(?:3857|900913|3785|102100)$/;

/**
 * Reads the capabilities of a WMTS and gives one of its layers in Web Mercator as a tile address.
 *
 * @param wanted the layer's identifier; needed when there are several
 * @throws AppError `invalid_input` when there is no such layer, or none in Web Mercator on the XYZ grid
 */
export function readWmts(text: string, wanted: string | undefined): WmtsLayer {
  const document = readXml(text);
  if (document.name !== "Capabilities") throw refused("it is XML, but no WMTS capabilities document");
  const contents = findElement(document, "Contents");
  const layers = contents?.children.filter(({ name }) => name === "Layer") ?? [];
  const names = layers.map((layer) => ownText(layer, "Identifier") ?? "");
  const chosen =
    wanted === undefined && layers.length === 1 ? layers[0] : layers[names.indexOf(wanted ?? "")];
  if (chosen === undefined) {
    const offered = names.slice(0, 20).join(", ");
    throw refused(
      `state which layer to show, in options.layer; it offers ${offered === "" ? "none" : offered}`,
    );
  }
  const grids = contents?.children.filter(({ name }) => name === "TileMatrixSet") ?? [];
  for (const link of chosen.children.filter(({ name }) => name === "TileMatrixSetLink")) {
    const id = textOf(link, "TileMatrixSet");
    const grid = grids.find((one) => ownText(one, "Identifier") === id);
    const zooms = grid === undefined ? null : readGrid(grid);
    if (zooms === null || id === null) continue;
    const address = addressOf(document, chosen, id);
    return {
      ...zooms,
      template: address
        .replaceAll(/\{TileMatrix\}/gi, `${zooms.prefix}{z}`)
        .replaceAll(/\{TileCol\}/gi, "{x}")
        .replaceAll(/\{TileRow\}/gi, "{y}"),
      title: ownText(chosen, "Title") ?? names[layers.indexOf(chosen)] ?? "WMTS",
      bounds: boundsOf(chosen),
      attribution: textOf(document, "ProviderName"),
    };
  }
  throw refused("the layer has no tiles in Web Mercator (EPSG:3857) on the grid of the web");
}

/** Zooms of a grid whose matrices are the web's, named by a prefix and the zoom; null for any other grid. */
function readGrid(
  grid: XmlElement,
): { minzoom: number; maxzoom: number; tileSize: 256 | 512; prefix: string } | null {
  if (!WEB_MERCATOR.test(ownText(grid, "SupportedCRS") ?? "")) return null;
  const zooms: number[] = [];
  let prefix: string | null = null;
  let tileSize: 256 | 512 = 256;
  for (const matrix of grid.children.filter(({ name }) => name === "TileMatrix")) {
    const size = Number(ownText(matrix, "TileWidth"));
    if (size !== 256 && size !== 512) return null;
    tileSize = size;
    const exact = Math.log2(SCALE_OF_ZOOM_0 / Number(ownText(matrix, "ScaleDenominator")) / (size / 256));
    const zoom = Math.round(exact);
    const id = ownText(matrix, "Identifier") ?? "";
    const own = id.endsWith(String(zoom)) ? id.slice(0, -String(zoom).length) : null;
    const width = Number(ownText(matrix, "MatrixWidth"));
    // A grid of its own cut of the world counts its tiles from elsewhere.
    if (!(Math.abs(exact - zoom) < 1e-3) || own === null || own !== (prefix ?? own) || width !== 2 ** zoom)
      continue;
    prefix = own;
    zooms.push(zoom);
  }
  if (zooms.length === 0 || prefix === null) return null;
  return { minzoom: Math.min(...zooms), maxzoom: Math.min(24, Math.max(...zooms)), tileSize, prefix };
}

/** By its own template where the service gives one, else by a question (KVP). */
function addressOf(document: XmlElement, layer: XmlElement, grid: string): string {
  const styles = layer.children.filter(({ name }) => name === "Style");
  const style = styles.find(({ attributes }) => attributes.get("isDefault") === "true") ?? styles[0];
  const values = new Map([
    ["tilematrixset", grid],
    ["style", (style === undefined ? null : ownText(style, "Identifier")) ?? "default"],
  ]);
  for (const dimension of layer.children.filter(({ name }) => name === "Dimension")) {
    values.set((ownText(dimension, "Identifier") ?? "").toLowerCase(), ownText(dimension, "Default") ?? "");
  }
  const fill = (template: string) =>
    template.replaceAll(/\{(\w+)\}/g, (whole, name) => values.get(String(name).toLowerCase()) ?? whole);
  const resources = layer.children.filter(
    ({ name, attributes }) => name === "ResourceURL" && attributes.get("resourceType") === "tile",
  );
  const resource =
    resources.find(({ attributes }) => /jpe?g|webp/.test(attributes.get("format") ?? "")) ?? resources[0];
  const template = resource?.attributes.get("template");
  if (template !== undefined) return fill(template);

  const operation = [...elementsOf(document)].find(
    ({ name, attributes }) => name === "Operation" && attributes.get("name") === "GetTile",
  );
  const base = operation === undefined ? undefined : findElement(operation, "Get")?.attributes.get("href");
  if (base === undefined) throw refused("it says nowhere how its tiles are fetched");
  const formats = layer.children.filter(({ name }) => name === "Format").map(({ text }) => text);
  const format = formats.find((one) => /jpe?g|webp/.test(one)) ?? formats[0] ?? "image/png";
  const query = new URLSearchParams({
    SERVICE: "WMTS",
    REQUEST: "GetTile",
    VERSION: "1.0.0",
    LAYER: ownText(layer, "Identifier") ?? "",
    STYLE: values.get("style") ?? "",
    FORMAT: format,
    TILEMATRIXSET: grid,
  });
  const joined = base.includes("?") ? base.replace(/[?&]*$/, base.endsWith("?") ? "?" : "&") : `${base}?`;
  return `${joined}${query.toString()}&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}`;
}

function boundsOf(layer: XmlElement): Bbox | null {
  const box = findElement(layer, "WGS84BoundingBox");
  if (box === null) return null;
  const [west, south] = (textOf(box, "LowerCorner") ?? "").split(/\s+/).map(Number);
  const [east, north] = (textOf(box, "UpperCorner") ?? "").split(/\s+/).map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  return [west, south, east, north].every(Number.isFinite)
    ? [west, Math.max(-90, south), east, Math.min(90, north)]
    : null;
}

function ownText(element: XmlElement, name: string): string | null {
  const text = element.children.find((child) => child.name === name)?.text ?? "";
  return text === "" ? null : text;
}

function refused(why: string): AppError {
  return new AppError("invalid_input", `The WMTS cannot be shown: ${why}`);
}
