import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { createCampaignMap, type CampaignMap } from "../map/campaign-map.ts";
import type { LookOf } from "../map/consensus-layer.ts";
import { Button } from "../ui/button.tsx";
import type { ConsensusStore } from "./consensus-store.ts";
import type { Timeline } from "./moments.ts";
import { useIsNarrow } from "./use-is-narrow.ts";

type MapViewProps = {
  timeline: Timeline;
  store: ConsensusStore;
  lookOf: LookOf;
  scene: string | null;
  building: string | null;
  onPick: (building: string | null) => void;
  onSceneShown: (scene: string) => void;
};

/** Room that the time bar and, beside the picture's start, the legend take of it, CSS pixels. */
const TIME_BAR_PX = 128;
const LEGEND_PX = 296;
const EDGE_PX = 8;

/** The frame in which the map lives; React only hands it what to show. */
export function MapView({ timeline, store, lookOf, scene, building, onPick, onSceneShown }: MapViewProps) {
  const { t, i18n } = useTranslation("analysis");
  const isNarrow = useIsNarrow();
  const isRtl = i18n.dir() === "rtl";
  const target = useRef<HTMLDivElement>(null);
  const map = useRef<CampaignMap | null>(null);
  const handlers = useRef({ onPick, onSceneShown });
  // One map for as long as this frame lives: whoever has other scenes gives it another key.
  const [parts] = useState({ scenes: timeline.scenes, store });

  useEffect(() => {
    handlers.current = { onPick, onSceneShown };
  });
  useEffect(() => {
    if (target.current === null) return undefined;
    const { scenes, store: shown } = parts;
    const made = createCampaignMap({
      target: target.current,
      scenes,
      find: shown.find,
      onPick: (id) => handlers.current.onPick(id),
      onSceneShown: (id) => handlers.current.onSceneShown(id),
    });
    made.paint(shown.snapshot());
    const unsubscribe = shown.subscribe((changed) =>
      made.paint(changed.flatMap((id) => shown.find(id) ?? [])),
    );
    map.current = made;
    return () => {
      unsubscribe();
      made.dispose();
      map.current = null;
    };
  }, [parts]);
  useEffect(() => {
    const legend = isNarrow ? EDGE_PX : LEGEND_PX;
    map.current?.setPadding([EDGE_PX, isRtl ? legend : EDGE_PX, TIME_BAR_PX, isRtl ? EDGE_PX : legend]);
  }, [isNarrow, isRtl]);
  useEffect(() => map.current?.setLook(lookOf), [lookOf]);
  useEffect(() => {
    if (scene !== null) map.current?.showScene(scene);
  }, [scene]);
  useEffect(() => {
    map.current?.select(building);
    if (building === null || store.find(building) !== undefined) return undefined;
    // A building of a shared link is known only after its page has come.
    return store.subscribe((changed) => {
      if (changed.includes(building)) map.current?.select(building);
    });
  }, [building, store]);

  return (
    <>
      <div
        className="map-target"
        ref={target}
        // The map itself takes focus: arrows move it, plus and minus zoom. Buildings are listed in the panel too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-label={t("map.picture")}
      />
      <div className="map-tools">
        <Button tone="plain" aria-label={t("map.zoomIn")} onClick={() => map.current?.zoomBy(1)}>
          <Plus size={20} aria-hidden="true" />
        </Button>
        <Button tone="plain" aria-label={t("map.zoomOut")} onClick={() => map.current?.zoomBy(-1)}>
          <Minus size={20} aria-hidden="true" />
        </Button>
        <Button tone="plain" aria-label={t("map.fit")} onClick={() => map.current?.fit()}>
          <Maximize size={18} aria-hidden="true" />
        </Button>
      </div>
    </>
  );
}
