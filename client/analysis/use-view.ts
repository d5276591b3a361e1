import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import type { Asks } from "../../shared/campaigns.ts";
import { readFilter, writeFilter, type Filter } from "./filter.ts";
import { colourModes, type ColourMode } from "./looks.ts";

export const PANELS = ["overview", "review", "questions", "exports"] as const;
export type PanelName = (typeof PANELS)[number];

/** What of the screen stands in its address, so that a view can be sent to somebody. */
export type View = {
  panel: PanelName;
  /** The building looked at; its detail takes the place of the panel. */
  building: string | null;
  colour: ColourMode;
  /** The Monday of the week asked for, or the scene; neither is the end. */
  week: string | null;
  scene: string | null;
  /** Whether buildings show what became of them later than the date shown. */
  isWhole: boolean;
  filter: Filter;
};

export type ChangeView = (change: Partial<View>) => void;

export function useView(asks: Asks): [View, ChangeView] {
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => readView(search, asks), [search, asks]);
  const { building } = view;
  const change: ChangeView = useCallback(
    (part) => {
      // Looking at another building is a step one may want to go back from; scrubbing and filtering are not.
      const isStep = part.building !== undefined && part.building !== building;
      setSearch((now) => writeView(now, part), { replace: !isStep });
    },
    [building, setSearch],
  );
  return [view, change];
}

export function readView(search: URLSearchParams, asks: Asks): View {
  const modes = colourModes(asks);
  return {
    panel: PANELS.find((name) => name === search.get("panel")) ?? "overview",
    building: search.get("building") === "" ? null : search.get("building"),
    colour: modes.find((mode) => mode === search.get("colour")) ?? modes[0] ?? "class",
    week: search.get("week"),
    scene: search.get("scene"),
    isWhole: search.get("show") === "all",
    filter: readFilter(search),
  };
}

export function writeView(search: URLSearchParams, part: Partial<View>): URLSearchParams {
  const next = part.filter === undefined ? new URLSearchParams(search) : writeFilter(search, part.filter);
  const write = (name: string, value: string | null | undefined) => {
    if (value === null) next.delete(name);
    else if (value !== undefined) next.set(name, value);
  };
  write("panel", part.panel === "overview" ? null : part.panel);
  write("building", part.building);
  write("colour", part.colour);
  // A picture or a week: the one named last.
  write("week", part.scene === undefined || part.scene === null ? part.week : null);
  write("scene", part.scene);
  write("show", part.isWhole === undefined ? undefined : part.isWhole ? "all" : null);
  return next;
}
