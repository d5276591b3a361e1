import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BuildingScene } from "../../../shared/assignments.ts";
import { bboxOf, growBbox, positionsOf } from "../../../shared/geo.ts";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { Scene } from "../../../shared/scenes.ts";
import { useFormat } from "../../i18n/format.ts";
import { TileCrop } from "../../map/tile-crop.tsx";
import { sightOf } from "./image-decisions.ts";

type ImageListProps = {
  building: BuildingDetail;
  scenes: readonly Scene[];
  images: readonly BuildingScene[];
  current: number;
  onPick: (index: number) => void;
};

/** What of its surroundings a still shows, metres on each side. */
const SURROUNDINGS_METRES = 14;

/** Every image of the building in small, with what is thought of it in words. */
export function ImageList({ building, scenes, images, current, onPick }: ImageListProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // From here on keys act: without it, the dialog itself would have the focus, above all that listens.
    list.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }, []);
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const box = growBbox(bboxOf(positionsOf(building.geometry)) ?? [0, 0, 0, 0], SURROUNDINGS_METRES);
  return (
    <ol ref={list} className="images-list" aria-label={t("images.list")}>
      {images.map((image, index) => {
        const scene = scenes.find(({ id }) => id === image.scene);
        if (scene === undefined) return null;
        const state = image.source === null ? "unknown" : sightOf(image);
        return (
          <li key={image.scene}>
            <button type="button" aria-pressed={index === current} onClick={() => onPick(index)}>
              <TileCrop scene={scene} box={box} outline={building.geometry} maxPixels={160} />
              <span>{format.shortDate(scene.acquiredAt)}</span>
              <span data-usable={image.isUsable}>{t(`images.state.${state}`)}</span>
              {image.offset !== null && <span>{t("images.movedMark")}</span>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
