import { useQuery } from "@tanstack/react-query";
import { Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Polygon } from "../../shared/geo.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { type AreaMap, createAreaMap } from "../map/area-map.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { PriorityBoxForm } from "./priority-box-form.tsx";
import { PriorityList } from "./priority-list.tsx";
import { Refusal } from "./refusal.tsx";
import { usePriorityAreas } from "./use-priority-areas.ts";

/** Outlines on the map: enough to see where a town's blocks lie, few enough for a phone. */
const MOST_OUTLINES = 5_000;

/** The map with its tools, and the same areas as a list: whatever the mouse can do, keys can. */
export function PriorityEditor({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const { slug, scenes, progress } = campaign;
  const [isDrawing, setIsDrawing] = useState(false);
  const target = useRef<HTMLDivElement>(null);
  const map = useRef<AreaMap | null>(null);
  const { stored, areas, fault, isSaving, canUndo, change, undo } = usePriorityAreas(slug);
  const outlines = useQuery({
    queryKey: ["outlines", slug],
    queryFn: ({ signal }) => call(API.listConsensus, { slug, limit: String(MOST_OUTLINES) }, signal),
  });

  const add = (area: Polygon) => change([...areas, area]);
  const addDrawn = useRef(add);
  useEffect(() => {
    addDrawn.current = add;
  });
  const scene = scenes.at(-1) ?? null;
  const sceneId = scene?.id;
  useEffect(() => {
    if (target.current === null) return undefined;
    const created = createAreaMap({
      target: target.current,
      scene,
      onDrawn: (area) => {
        setIsDrawing(false);
        addDrawn.current(area);
      },
    });
    map.current = created;
    return () => {
      map.current = null;
      created.dispose();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- another scene is another map, a renewed one is not
  }, [sceneId]);
  const { data: buildings } = outlines;
  useEffect(() => {
    if (buildings !== undefined) map.current?.setBuildings(buildings.features);
  }, [buildings, sceneId]);
  const storedAreas = stored.data?.areas;
  useEffect(() => {
    if (storedAreas !== undefined) map.current?.setAreas(storedAreas);
  }, [storedAreas, sceneId]);

  const toggleDrawing = () => {
    if (isDrawing) map.current?.stop();
    else map.current?.draw();
    setIsDrawing(!isDrawing);
  };
  return (
    <div className="priority">
      <section className="priority-map-side" aria-label={t("areas.map")}>
        <div className="step-actions">
          <Button tone={isDrawing ? "plain" : "primary"} aria-pressed={isDrawing} onClick={toggleDrawing}>
            {isDrawing ? t("areas.stop") : t("areas.draw")}
          </Button>
          {isDrawing && (
            <>
              <Button onClick={() => map.current?.takeCornerBack()}>{t("areas.cornerBack")}</Button>
              <Button tone="primary" onClick={() => map.current?.finish()}>
                {t("areas.finish")}
              </Button>
            </>
          )}
          <Button disabled={!canUndo || isSaving} onClick={undo}>
            {t("areas.undo")}
          </Button>
        </div>
        <output className="priority-says quiet">{isDrawing && t("areas.drawHint")}</output>
        <div className="priority-map" data-drawing={isDrawing}>
          <div ref={target} className="priority-canvas" />
          <div className="priority-zoom">
            <Button tone="quiet" aria-label={t("areas.zoomIn")} onClick={() => map.current?.zoomBy(1)}>
              <Plus size={20} aria-hidden="true" />
            </Button>
            <Button tone="quiet" aria-label={t("areas.zoomOut")} onClick={() => map.current?.zoomBy(-1)}>
              <Minus size={20} aria-hidden="true" />
            </Button>
          </div>
        </div>
        {buildings?.next != null && (
          <p className="quiet">{t("areas.some", { shown: format.number(buildings.features.length) })}</p>
        )}
      </section>
      <section className="priority-list-side">
        <h2>{t("areas.list")}</h2>
        <output className="quiet">
          {stored.data !== undefined &&
            t("areas.inside", {
              buildings: format.number(stored.data.buildings),
              all: format.number(progress.buildings),
            })}
        </output>
        {stored.isError && <Problem fault={stored.error} onRetry={() => void stored.refetch()} />}
        {fault !== null && <Refusal fault={fault} />}
        {stored.isSuccess && (
          <PriorityList
            areas={areas}
            isSaving={isSaving}
            onShow={(area) => map.current?.show(area)}
            onRemove={(place) => change(areas.filter((_, other) => other !== place))}
          />
        )}
        <PriorityBoxForm isSaving={isSaving} viewBox={() => map.current?.viewBox() ?? null} onAdd={add} />
      </section>
    </div>
  );
}
