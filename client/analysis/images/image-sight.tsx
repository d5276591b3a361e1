import { useTranslation } from "react-i18next";
import type { BuildingScene } from "../../../shared/assignments.ts";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../ui/button.tsx";
import { type Sight, sightOf, SIGHTS } from "./image-decisions.ts";

type ImageSightProps = {
  image: BuildingScene;
  isBusy: boolean;
  /** Null takes the decision back. */
  onDecide: (sight: Sight | null) => void;
};

/** What can be seen of the building on one image, who says so, and the correction. */
export function ImageSight({ image, isBusy, onDecide }: ImageSightProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const { source, estimate, decidedBy, decidedAt } = image;
  const said = source === null ? null : sightOf(image);
  return (
    <fieldset className="images-sight">
      <legend>{t("images.sight")}</legend>
      <div className="images-choice">
        {SIGHTS.map((sight, at) => (
          <Button
            key={sight}
            aria-pressed={said === sight}
            aria-keyshortcuts={String(at + 1)}
            aria-disabled={isBusy}
            onClick={() => onDecide(sight)}
          >
            <kbd aria-hidden="true">{format.number(at + 1)}</kbd>
            {t(`images.state.${sight}`)}
          </Button>
        ))}
      </div>
      <p className="quiet">
        {source === null && t("images.nobody")}
        {source === "estimate" && t("images.estimated")}
        {source === "staff" && (
          <bdi>
            {t("images.decided", {
              who: decidedBy ?? "–",
              when: decidedAt === null ? "" : format.moment(decidedAt, "minute"),
            })}
          </bdi>
        )}
        {source === "staff" && estimate !== null && (
          <span>{t("images.pixelsSay", { state: t(`images.state.${sightOf(estimate)}`) })}</span>
        )}
        {source === "staff" && (
          <Button tone="quiet" aria-disabled={isBusy} onClick={() => onDecide(null)}>
            {t("images.toEstimate")}
          </Button>
        )}
      </p>
    </fieldset>
  );
}
