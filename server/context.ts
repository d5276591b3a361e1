import type { FindingShelf } from "../core/consensus/finding-shelf.ts";
import type { MapTiles } from "../core/consensus/map-tiles.ts";
import type { OpenContext } from "../core/context.ts";
import type { ErrorCounts } from "./error-counts.ts";
import type { Limits } from "./limits.ts";

/** What a server process has beyond the domain's context. */
export type ServerContext = OpenContext & {
  limits: Limits;
  /** Findings of large campaigns, in memory. */
  findings: FindingShelf;
  /** Vector tiles of findings, with those made lately. */
  mapTiles: MapTiles;
  /** What this process refused and where it failed, by code. */
  errors: ErrorCounts;
  /** Where browsers find us, such as `http://127.0.0.1:8080`; known once the server listens. */
  origin: () => string;
};
