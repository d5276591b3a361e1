import type { Finding } from "../../consensus/describe.ts";
import type { BuildingGeometry, Position } from "../../../shared/geo.ts";
import { columnsOf, type Cell, type Column } from "../columns.ts";
import type { FindingsFormat, Snapshot } from "../format.ts";
import { openGrowingFile } from "./growing-file.ts";

/** Worst first, `aabbggrr`; the classes of a scale are spread over them. Words and data say the class as well. */
const COLOURS = ["b31a1ac8", "b3287fe6", "b34cc3f2", "b3a8d8b8", "b3b0a08c"] as const;
const UNKNOWN_COLOUR = "80ffffff";

/** OGC KML 2.2 for Google Earth: a placemark a building, its attributes as typed extended data. */
export const KML: FindingsFormat = {
  rows: "findings",
  contentType: "application/vnd.google-earth.kml+xml",
  extension: "kml",
  async open({ file }, snapshot) {
    const columns = columnsOf(snapshot);
    const styles = new Map(snapshot.classes.map(({ code }, index) => [code, `class-${index}`]));
    const out = openGrowingFile(file);
    await out.write(head(snapshot, columns));
    return {
      write: (features) => out.write(features.map((feature) => placemark(feature, columns, styles)).join("")),
      async close() {
        await out.write("</Document>\n</kml>\n");
        await out.close();
      },
      drop: () => out.close(),
    };
  },
};

function head(snapshot: Snapshot, columns: readonly Column[]): string {
  const last = Math.max(1, snapshot.classes.length - 1);
  const styles = snapshot.classes.map((_one, index) => {
    const colour = COLOURS[Math.round((index / last) * (COLOURS.length - 1))] ?? UNKNOWN_COLOUR;
    return style(`class-${index}`, colour);
  });
  const fields = columns.map(
    ({ name, type, meaning }) =>
      `<SimpleField name="${escape(name)}" type="${KML_TYPES[type]}"><displayName>${escape(meaning)}</displayName></SimpleField>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    `<Document><name>${escape(snapshot.title)}</name>`,
    `<description>${escape(`Aftermap, campaign ${snapshot.campaign}, consensus as of ${snapshot.changedAt}`)}</description>`,
    ...styles,
    style("unknown", UNKNOWN_COLOUR),
    `<Schema name="finding" id="finding">${fields.join("")}</Schema>`,
    "",
  ].join("\n");
}

const KML_TYPES: Record<Column["type"], string> = {
  text: "string",
  integer: "int",
  real: "double",
  time: "string",
};

const style = (id: string, colour: string) =>
  `<Style id="${id}"><LineStyle><color>ff${colour.slice(2)}</color><width>1.5</width></LineStyle><PolyStyle><color>${colour}</color></PolyStyle></Style>`;

function placemark(
  feature: Finding,
  columns: readonly Column[],
  styles: ReadonlyMap<string, string>,
): string {
  const { properties, geometry } = feature;
  const shown = properties.final?.class ?? properties.class;
  const data = columns
    .map(({ name, read }) => [name, read(feature)] as const)
    .filter(([, value]) => value !== null)
    .map(
      ([name, value]) =>
        `<SimpleData name="${escape(name)}">${escape(String(value satisfies Cell))}</SimpleData>`,
    )
    .join("");
  const styleUrl = `#${(shown === null ? undefined : styles.get(shown)) ?? "unknown"}`;
  const name = properties.externalId ?? properties.building;
  return (
    `<Placemark id="b${properties.building}"><name>${escape(name)}</name><styleUrl>${styleUrl}</styleUrl>` +
    `<ExtendedData><SchemaData schemaUrl="#finding">${data}</SchemaData></ExtendedData>${geometryOf(geometry)}</Placemark>\n`
  );
}

function geometryOf(geometry: BuildingGeometry): string {
  if (geometry.type === "Point")
    return `<Point><coordinates>${geometry.coordinates.join(",")}</coordinates></Point>`;
  if (geometry.type === "Polygon") return polygon(geometry.coordinates);
  return `<MultiGeometry>${geometry.coordinates.map(polygon).join("")}</MultiGeometry>`;
}

function polygon(rings: readonly (readonly Position[])[]): string {
  const ring = (positions: readonly Position[]) =>
    `<LinearRing><coordinates>${positions.map((one) => one.join(",")).join(" ")}</coordinates></LinearRing>`;
  const [outer = [], ...holes] = rings;
  const inner = holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join("");
  return `<Polygon><outerBoundaryIs>${ring(outer)}</outerBoundaryIs>${inner}</Polygon>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 text; characters that no XML may hold are left out. */
function escape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly those are meant
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}
