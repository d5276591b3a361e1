import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Scene, SceneVersion } from "../../shared/scenes.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";
import { Loading } from "../ui/loading.tsx";
import { Refusal } from "./refusal.tsx";

export const sceneVersionsKey = (id: string) => ["scene-versions", id] as const;

/** While a picture is being made, milliseconds. */
const POLL_MS = 1_500;

/** All pictures of an image, the newest first: how each was made, and which is shown. */
export function SceneVersions({ scene }: { scene: Scene }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: sceneVersionsKey(scene.id),
    queryFn: ({ signal }) => call(API.listSceneVersions, { id: scene.id }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isBeingMade) === true ? POLL_MS : false),
  });
  const shown = data?.items.find(({ isShown }) => isShown)?.tiles;
  useEffect(() => {
    // What the campaign shows has changed: its other pictures on this page follow.
    if (shown !== undefined && shown !== scene.tiles)
      void queries.invalidateQueries({ queryKey: ["campaign"] });
  }, [queries, shown, scene.tiles]);
  if (error !== null) return <Refusal fault={error} />;
  if (data === undefined) return <Loading isWholePage={false} />;
  return (
    <section aria-labelledby="scene-versions">
      <h3 id="scene-versions">{t("imagery.look.versions")}</h3>
      <ol className="scene-versions">
        {data.items
          .map((version, nth) => (
            <VersionRow key={version.id} scene={scene} version={version} isFirst={nth === 0} />
          ))
          .toReversed()}
      </ol>
    </section>
  );
}

function VersionRow({ scene, version, isFirst }: { scene: Scene; version: SceneVersion; isFirst: boolean }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const isDone = version.status === "done";
  return (
    <li data-status={version.status}>
      {isDone ? (
        <TileCrop scene={{ ...scene, tiles: version.tiles }} box={scene.bounds} maxPixels={160} />
      ) : (
        <span className="scene-version-blank" aria-hidden="true" />
      )}
      <div>
        <p className="scene-version-head">
          <time dateTime={version.createdAt}>{format.moment(version.createdAt, "minute")}</time>
          {isFirst && <span className="quiet">{t("imagery.look.first")}</span>}
          {version.isShown && <span className="badge badge-live">{t("imagery.look.shown")}</span>}
          {version.status === "queued" && <output className="badge">{t("imagery.look.queued")}</output>}
          {version.status === "failed" && <span className="badge">{t("imagery.look.failed")}</span>}
        </p>
        {version.reason !== null && (
          <p className="refusal" lang="en" dir="auto">
            {version.reason}
          </p>
        )}
        {version.did.length > 0 && (
          <p className="quiet" lang="en" dir="auto">
            {version.did.join(" · ")}
          </p>
        )}
      </div>
    </li>
  );
}

const isBeingMade = ({ status }: SceneVersion) => status === "queued";
