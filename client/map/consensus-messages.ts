import type { MapTheme } from "../analysis/looks.ts";

/** What the page tells the thread that draws findings. Questions carry a number, which the answer repeats. */
export type ToPainter =
  | { kind: "theme"; theme: MapTheme }
  /** Where tiles come from: a template with {z}, {x} and {y}. All that is known is forgotten. */
  | { kind: "source"; template: string }
  /** What changed lies there, degrees; null: anywhere. */
  | { kind: "changed"; places: readonly (readonly [lon: number, lat: number])[] | null }
  | { kind: "paint"; question: number; z: number; x: number; y: number; ratio: number }
  /** Which building is at a place of a tile, tile units, within reach of it. */
  | {
      kind: "pick";
      question: number;
      tile: { z: number; x: number; y: number };
      at: readonly [number, number];
      reach: number;
    };

/** `cluster`: many buildings are there, of which none can be told apart. */
export type Picked = { building: string | null; isCluster: boolean };

export type FromPainter =
  | { kind: "painted"; question: number; picture: ImageBitmap }
  | { kind: "picked"; question: number; picked: Picked }
  | { kind: "failed"; question: number };
