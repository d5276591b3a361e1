import { Contrast, Move, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shownBounds } from "../../shared/placing.ts";
import type { Scene } from "../../shared/scenes.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { SceneCorrection } from "./scene-correction.tsx";
import { SceneSightWords } from "./registration/scene-sight.tsx";
import { SceneLook } from "./scene-look.tsx";

/** The campaign's images in order of time, each in small with what is known of it, and how the date is known. */
export function SceneLine({ slug, scenes }: { slug: string; scenes: readonly Scene[] }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const [corrected, setCorrected] = useState<Scene | null>(null);
  const [looked, setLooked] = useState<Scene | null>(null);
  if (scenes.length === 0) return null;
  return (
    <>
      {/* It scrolls, so it must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ol className="scene-line" tabIndex={0} aria-label={t("imagery.line")}>
        {scenes.map((scene) => (
          <li key={scene.id}>
            <TileCrop scene={scene} box={shownBounds(scene)} maxPixels={420} />
            <time dateTime={scene.acquiredAt}>
              {format.moment(scene.acquiredAt, scene.acquiredPrecision)}
            </time>
            <SceneFacts scene={scene} />
            <SceneSightWords slug={slug} scene={scene.id} />
            <Button
              tone="quiet"
              aria-label={t("imagery.correctTitle", {
                date: format.moment(scene.acquiredAt, scene.acquiredPrecision),
              })}
              onClick={() => setCorrected(scene)}
            >
              <Pencil size={16} aria-hidden="true" />
              {t("imagery.correct")}
            </Button>
            {scene.preserved && (
              <Button
                tone="quiet"
                aria-label={t("imagery.look.title", {
                  date: format.moment(scene.acquiredAt, scene.acquiredPrecision),
                })}
                onClick={() => setLooked(scene)}
              >
                <Contrast size={16} aria-hidden="true" />
                {t("imagery.look.open")}
              </Button>
            )}
            <ButtonLink
              tone="quiet"
              to={`/admin/campaigns/${slug}/scenes/${scene.id}/registration`}
              aria-label={t("registration.heading", {
                date: format.moment(scene.acquiredAt, scene.acquiredPrecision),
              })}
            >
              <Move size={16} aria-hidden="true" />
              {t("registration.link")}
            </ButtonLink>
          </li>
        ))}
      </ol>
      {corrected !== null && (
        <SceneCorrection key={corrected.id} scene={corrected} onClose={() => setCorrected(null)} />
      )}
      {looked !== null && (
        <SceneLook
          key={looked.id}
          // As the campaign has it now: its tiles change when another picture of it is shown.
          scene={scenes.find(({ id }) => id === looked.id) ?? looked}
          onClose={() => setLooked(null)}
        />
      )}
    </>
  );
}

function SceneFacts({ scene }: { scene: Scene }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const source = dateSource(scene.acquiredFrom);
  const angles = anglesOf(scene, format, t);
  return (
    <>
      <span className="quiet">
        <bdi>{t(source.key, { file: source.file })}</bdi>
      </span>
      <span className="quiet">
        {[scene.sensor, t("imagery.gsd", { metres: format.number(Math.round(scene.gsdMetres * 100) / 100) })]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
      {angles.length > 0 && <span className="quiet">{angles.join(" · ")}</span>}
      {scene.attribution !== null && (
        <span className="quiet">
          <bdi>{scene.attribution}</bdi>
        </span>
      )}
      {!scene.preserved && (
        <span>
          <span className="badge" title={t("imagery.notPreservedHint")}>
            {t("imagery.notPreserved")}
          </span>
        </span>
      )}
    </>
  );
}

function anglesOf(
  scene: Scene,
  format: Format,
  t: ReturnType<typeof useTranslation<"admin">>["t"],
): string[] {
  const { offNadirDegrees, sunElevationDegrees, cloudShare } = scene;
  const whole = (degrees: number) => format.number(Math.round(degrees));
  return [
    offNadirDegrees === null ? "" : t("imagery.offNadir", { degrees: whole(offNadirDegrees) }),
    sunElevationDegrees === null ? "" : t("imagery.sun", { degrees: whole(sunElevationDegrees) }),
    cloudShare === null ? "" : t("imagery.cloud", { share: format.percent(cloudShare) }),
  ].filter((part) => part !== "");
}

/** The server says in English where it read a date; here it is said in the reader's language. */
function dateSource(acquiredFrom: string) {
  const file = acquiredFrom.replace(/^the metadata file /, "");
  if (acquiredFrom.startsWith("STAC")) return { key: "imagery.dateFrom.stac", file } as const;
  if (acquiredFrom.includes("TIFFTAG_DATETIME")) return { key: "imagery.dateFrom.tag", file } as const;
  if (file !== acquiredFrom) return { key: "imagery.dateFrom.metadata", file } as const;
  if (acquiredFrom === "the file's name") return { key: "imagery.dateFrom.name", file } as const;
  if (acquiredFrom === "an admin's correction") return { key: "imagery.dateFrom.correction", file } as const;
  return { key: "imagery.dateFrom.admin", file } as const;
}
