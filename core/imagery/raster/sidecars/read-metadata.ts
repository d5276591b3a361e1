import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "../../../../shared/errors.ts";
import { readItemBeside } from "../../stac/read-item.ts";
import { acquisitionOf, NOTHING_STATED, within, type Stated } from "../../stated.ts";
import { findElement, readXml, textOf, type XmlElement } from "../../xml.ts";
import type { Sidecar } from "./find-sidecars.ts";

const LARGEST_BYTES = 20_000_000;

/**
 * Reads what a seller's metadata file says of its image: Maxar `.IMD` and `.XML`, Airbus DIMAP, Planet XML and JSON,
 * the USGS's MTL. Null for a file of another kind, or one that cannot be read: the image is there without it.
 */
export async function readMetadata({ path, name }: Pick<Sidecar, "path" | "name">): Promise<Stated | null> {
  if ((await stat(path)).size > LARGEST_BYTES) return null;
  const text = (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
  const source = `the metadata file ${name}`;
  if (/\.json$/i.test(name)) return readPlanetJson(text, source);
  if (!text.trimStart().startsWith("<")) return readAssignments(text, source);
  try {
    const document = readXml(text);
    return readDimap(document, source) ?? readMaxarXml(document, source) ?? readPlanetXml(document, source);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** What a STAC item beside its image says of it; null for any other file. */
export async function readStacBeside({ path, name }: Pick<Sidecar, "path" | "name">): Promise<Stated | null> {
  if (!/\.json$/i.test(name) || (await stat(path)).size > LARGEST_BYTES) return null;
  return readItemBeside(parsed(await readFile(path, "utf8")));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}

type Said = {
  time: string | null;
  sensor: string | null;
  offNadir: unknown;
  sun: unknown;
  /** 0–1. */
  cloud: number | null;
  gsd?: unknown;
};

function stated(said: Said, source: string): Stated | null {
  const acquired = acquisitionOf(said.time, source);
  if (acquired === null) return null;
  return {
    ...NOTHING_STATED,
    acquired,
    sensor: said.sensor?.slice(0, 200) ?? null,
    gsdMetres: within(said.gsd, 1e-3, 1e5),
    offNadirDegrees: angleOf(said.offNadir),
    sunElevationDegrees: within(said.sun, -90, 90),
    cloudShare: said.cloud,
    did: [`Read ${source}.`],
  };
}

/** `key = value;` of Maxar's IMD and the USGS's MTL. */
function readAssignments(text: string, source: string): Stated | null {
  const values = new Map<string, string>();
  for (const [, key = "", value = ""] of text.matchAll(/^\s*(\w+)\s*=\s*"?([^";\n]*?)"?\s*;?\s*$/gm)) {
    if (!values.has(key.toLowerCase())) values.set(key.toLowerCase(), value.trim());
  }
  const get = (...keys: string[]) =>
    keys.map((key) => values.get(key)).find((value) => value !== undefined) ?? null;
  if (values.has("spacecraft_id")) {
    const cloudPercent = within(get("cloud_cover", "cloud_cover_land"), 0, 100);
    return stated(
      {
        time: joinDateAndTime(get("date_acquired"), get("scene_center_time")),
        sensor: get("spacecraft_id"),
        offNadir: get("roll_angle"),
        sun: get("sun_elevation"),
        cloud: cloudPercent === null ? null : cloudPercent / 100,
      },
      source,
    );
  }
  if (!values.has("satid")) return null;
  return stated(
    {
      time: get("firstlinetime", "tlctime", "earliestacqtime"),
      sensor: get("satid"),
      offNadir: get("meanoffnadirviewangle", "offnadirviewangle"),
      sun: get("meansunel", "sunel"),
      cloud: within(get("cloudcover"), 0, 1),
      gsd: get("meanproductgsd", "meancollectedgsd"),
    },
    source,
  );
}

function readMaxarXml(document: XmlElement, source: string): Stated | null {
  const imd = document.name === "IMD" ? document : findElement(document, "IMD");
  if (imd === null) return null;
  return stated(
    {
      time: textOf(imd, "FIRSTLINETIME", "TLCTIME", "EARLIESTACQTIME"),
      sensor: textOf(imd, "SATID"),
      offNadir: textOf(imd, "MEANOFFNADIRVIEWANGLE", "OFFNADIRVIEWANGLE"),
      sun: textOf(imd, "MEANSUNEL", "SUNEL"),
      cloud: within(textOf(imd, "CLOUDCOVER"), 0, 1),
      gsd: textOf(imd, "MEANPRODUCTGSD", "MEANCOLLECTEDGSD"),
    },
    source,
  );
}

/** Pléiades, SPOT 6 and 7 (DIMAP 2), SPOT 5 (DIMAP 1). */
function readDimap(document: XmlElement, source: string): Stated | null {
  if (document.name !== "Dimap_Document") return null;
  const cloudPercent = within(textOf(document, "CLOUD_COVERAGE"), 0, 100);
  const mission = [textOf(document, "MISSION"), textOf(document, "MISSION_INDEX")].filter(
    (part) => part !== null,
  );
  return stated(
    {
      time: joinDateAndTime(textOf(document, "IMAGING_DATE"), textOf(document, "IMAGING_TIME")),
      sensor: mission.length === 0 ? null : mission.join(" "),
      offNadir: textOf(centreOf(document), "VIEWING_ANGLE", "INCIDENCE_ANGLE"),
      sun: textOf(centreOf(document), "SUN_ELEVATION"),
      cloud: cloudPercent === null ? null : cloudPercent / 100,
      gsd: textOf(document, "RESAMPLING_SPACING"),
    },
    source,
  );
}

/** DIMAP gives angles for the top, the centre and the bottom of the strip. */
function centreOf(document: XmlElement): XmlElement {
  const use = findElement(document, "Use_Area", "Geometric_Data") ?? document;
  const located = use.children.filter(({ name }) => name === "Located_Geometric_Values");
  return located.find((one) => textOf(one, "LOCATION_TYPE") === "Center") ?? located[0] ?? document;
}

function readPlanetXml(document: XmlElement, source: string): Stated | null {
  if (document.name !== "EarthObservation") return null;
  const cloudPercent = within(textOf(document, "cloudCoverPercentage"), 0, 100);
  return stated(
    {
      time: textOf(document, "acquisitionDateTime", "acquisitionDate", "beginPosition"),
      sensor: textOf(findElement(document, "Platform") ?? document, "shortName", "serialIdentifier"),
      offNadir: textOf(document, "spaceCraftViewAngle", "incidenceAngle"),
      sun: textOf(document, "illuminationElevationAngle"),
      cloud: cloudPercent === null ? null : cloudPercent / 100,
      gsd: textOf(document, "rowGsd", "resolution"),
    },
    source,
  );
}

const PlanetProperties = z.looseObject({
  acquired: z.string(),
  satellite_id: z.unknown().optional(),
  instrument: z.unknown().optional(),
  provider: z.unknown().optional(),
});

function readPlanetJson(text: string, source: string): Stated | null {
  const json = parsed(text);
  const wrapped = z.looseObject({ properties: z.unknown().optional() }).safeParse(json);
  const read = PlanetProperties.safeParse(wrapped.success ? (wrapped.data.properties ?? json) : json);
  if (!read.success) return null;
  const { data } = read;
  const name = [data.provider, data.instrument, data.satellite_id]
    .filter((part) => typeof part === "string")
    .join(" ");
  const cloudPercent = within(data["cloud_percent"], 0, 100);
  return stated(
    {
      time: data.acquired,
      sensor: name === "" ? null : name,
      offNadir: data["view_angle"],
      sun: data["sun_elevation"],
      cloud: within(data["cloud_cover"], 0, 1) ?? (cloudPercent === null ? null : cloudPercent / 100),
      gsd: data["pixel_resolution"] ?? data["gsd"],
    },
    source,
  );
}

/** Angles off straight down are signed by the side in some files. */
function angleOf(value: unknown): number | null {
  const angle = within(value, -90, 90);
  return angle === null ? null : Math.abs(angle);
}

function joinDateAndTime(date: string | null, time: string | null): string | null {
  if (date === null) return null;
  const clock = /^\d{2}:\d{2}:\d{2}/.exec(time ?? "")?.[0];
  return clock === undefined ? date.slice(0, 10) : `${date.slice(0, 10)}T${clock}Z`;
}
