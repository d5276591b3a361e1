import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../../shared/api.ts";
import type { BuildingSceneDecision } from "../../../shared/assignments.ts";
import type { Scene } from "../../../shared/scenes.ts";
import { call } from "../../api.ts";
import { useFormat } from "../../i18n/format.ts";
import { sightOf } from "./image-decisions.ts";

type ImageHistoryProps = { slug: string; building: string; scenes: readonly Scene[] };

/** Every decision on the images of a building, the newest first, and the keys that help to make more. */
export function ImageHistory({ slug, building, scenes }: ImageHistoryProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const decisions = useQuery({
    queryKey: ["scene-decisions", slug, building],
    queryFn: ({ signal }) => call(API.listSceneDecisions, { slug, id: building }, signal),
  });
  const say = ({ scene, kind, isUsable, reason, offset }: BuildingSceneDecision) => {
    const taken = scenes.find(({ id }) => id === scene)?.acquiredAt;
    const date = taken === undefined ? "" : format.date(taken);
    if (kind === "usability")
      return isUsable === null
        ? t("images.madeEstimate", { date })
        : t("images.madeSight", { date, state: t(`images.state.${sightOf({ isUsable, reason })}`) });
    return offset === null
      ? t("images.madePlaceBack", { date })
      : t("images.madePlace", {
          date,
          east: format.number(offset.eastMetres),
          north: format.number(offset.northMetres),
        });
  };
  const items = decisions.data?.items ?? [];
  return (
    <>
      <details className="history">
        <summary>{t("images.keysTitle")}</summary>
        <p>{t("images.keys")}</p>
      </details>
      {items.length > 0 && (
        <details className="history">
          <summary>{t("images.history")}</summary>
          <ol reversed>
            {items.map((one, at) => (
              <li key={items.length - at}>
                <p>{say(one)}</p>
                <p className="quiet">
                  <bdi>
                    {t("images.decided", {
                      who: one.decidedBy ?? "–",
                      when: format.moment(one.decidedAt, "minute"),
                    })}
                  </bdi>
                </p>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
