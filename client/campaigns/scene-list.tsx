import { useTranslation } from "react-i18next";
import type { Scene } from "../../shared/scenes.ts";
import { useFormat } from "../i18n/format.ts";

/** The images of a campaign by date, with the sensor that took them. */
export function SceneList({ scenes }: { scenes: readonly Scene[] }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  if (scenes.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("page.images")}</h2>
      <ol className="scene-list">
        {scenes.map((scene) => (
          <li key={scene.id}>
            <time dateTime={scene.acquiredAt}>{format.date(scene.acquiredAt)}</time>
            {scene.sensor !== null && <span className="quiet">{scene.sensor}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
