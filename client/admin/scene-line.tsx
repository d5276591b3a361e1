import { useTranslation } from "react-i18next";
import type { Scene } from "../../shared/scenes.ts";
import { useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";

/** The campaign's images in order of time, each in small with what is known of it. */
export function SceneLine({ scenes }: { scenes: readonly Scene[] }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  if (scenes.length === 0) return null;
  return (
    // It scrolls, so it must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol className="scene-line" tabIndex={0} aria-label={t("imagery.line")}>
      {scenes.map((scene) => (
        <li key={scene.id}>
          <TileCrop scene={scene} box={scene.bounds} maxPixels={420} />
          <time dateTime={scene.acquiredAt}>{format.moment(scene.acquiredAt, scene.acquiredPrecision)}</time>
          <span className="quiet">
            {[
              scene.sensor,
              t("imagery.gsd", { metres: format.number(Math.round(scene.gsdMetres * 100) / 100) }),
            ]
              .filter((part) => part !== null)
              .join(" · ")}
          </span>
          {scene.attribution !== null && <span className="quiet">{scene.attribution}</span>}
        </li>
      ))}
    </ol>
  );
}
