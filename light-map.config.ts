/**
 * Leaves out of the map engine what none of our maps ever runs, at build time: about a third of what a volunteer would
 * load before the first picture. Every map of ours brings its own controls and interactions, and everything is shown in
 * the projection it is stored in.
 */
import path from "node:path";
import type { Plugin } from "vite";

const NEVER = "\0never-on-our-maps";

/** Who imports what in OpenLayers, and what they get in its place: a module of its own, or one that refuses to run. */
const SPARED: readonly [importer: string, imported: string, instead: string][] = [
  // Only asked whether a layer is one; the answer counts for those that declutter, which every layer can tell itself.
  ["ol/renderer/Composite.js", "../layer/BaseVector.js", "../layer/Layer.js"],
  ["ol/Map.js", "./control/defaults.js", NEVER],
  ["ol/Map.js", "./interaction/defaults.js", NEVER],
  ["ol/source/DataTile.js", "../reproj/DataTile.js", NEVER],
  ["ol/renderer/canvas/TileLayer.js", "../../reproj/Tile.js", NEVER],
];

/** @throws Error at the end of the build when OpenLayers has changed so that one of the rules no longer does anything */
export function lightMap(): Plugin {
  const used = new Set<string>();
  return {
    name: "aftermap-light-map",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer) {
      if (source === NEVER) return NEVER;
      const rule = SPARED.find(
        ([from, what]) => what === source && importer?.endsWith(`node_modules/${from}`),
      );
      if (rule === undefined || importer === undefined) return null;
      used.add(rule.join(" "));
      const [, , instead] = rule;
      return instead === NEVER ? NEVER : path.join(path.dirname(importer), instead);
    },
    load(id) {
      if (id !== NEVER) return null;
      const refuse = `{ throw new Error("left out of the map engine: see light-map.config.ts") }`;
      return `export function defaults() ${refuse}\nexport default class Never { constructor() ${refuse} }\n`;
    },
    buildEnd(fault) {
      const idle = SPARED.filter((rule) => !used.has(rule.join(" ")));
      if (fault === undefined && idle.length > 0)
        this.error(
          `light-map.config.ts: OpenLayers no longer imports ${idle.map(([from, what]) => `${what} in ${from}`).join(", ")}`,
        );
    },
  };
}
