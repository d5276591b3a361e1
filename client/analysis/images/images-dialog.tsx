import { ChevronLeft, ChevronRight, Undo2 } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BuildingScene } from "../../../shared/assignments.ts";
import type { Campaign } from "../../../shared/campaigns.ts";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import { type BuildingOffset, scenesAt } from "../../../shared/scenes.ts";
import { useFormat } from "../../i18n/format.ts";
import { keyName } from "../../tagging/use-keys.ts";
import { Button } from "../../ui/button.tsx";
import { ModalDialog } from "../../ui/modal-dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { type ImageDecision, SIGHTS } from "./image-decisions.ts";
import { ImageHistory } from "./image-history.tsx";
import { ImageList } from "./image-list.tsx";
import { ImagePlace } from "./image-place.tsx";
import { ImageSight } from "./image-sight.tsx";
import { useImageDecisions } from "./use-building-images.ts";

type ImagesDialogProps = {
  campaign: Campaign;
  building: BuildingDetail;
  /** In time order. */
  images: readonly BuildingScene[];
  onClose: () => void;
};

/** The images of one building, one after the other: what can be seen on each, and where each lies for it. */
export function ImagesDialog({ campaign, building, images, onClose }: ImagesDialogProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const [current, setCurrent] = useState(firstInDoubt(images));
  const decisions = useImageDecisions(campaign.slug, building.id, images);
  // By what was stored last: the building itself is read anew a moment later.
  const scenes = useMemo(() => scenesAt(campaign.scenes, offsetsOf(images)), [campaign.scenes, images]);
  const image = images[current];
  const scene = scenes.find(({ id }) => id === image?.scene);
  if (image === undefined || scene === undefined) return null;

  const step = (by: 1 | -1) => setCurrent(Math.max(0, Math.min(images.length - 1, current + by)));
  const decide = (decision: ImageDecision) => decisions.decide(decision);
  const undo = () => {
    const about = images.findIndex((one) => one.scene === decisions.undoScene);
    if (about !== -1) setCurrent(about);
    decisions.undo?.();
  };
  const handleKey = (event: KeyboardEvent) => {
    const isElsewhere = event.target instanceof Element && event.target.closest("input, select") !== null;
    if (isElsewhere || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = keyName(event.nativeEvent);
    const sight = SIGHTS[Number(name) - 1];
    if (name === "[") step(-1);
    else if (name === "]") step(1);
    else if (name === "z") undo();
    else if (sight !== undefined) decide({ kind: "sight", scene: scene.id, sight });
    else return;
    event.preventDefault();
  };

  return (
    <ModalDialog title={t("images.title")} onClose={onClose}>
      {/* Keys of whatever has the focus inside. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="images" onKeyDown={handleKey}>
        <ImageList
          building={building}
          scenes={scenes}
          images={images}
          current={current}
          onPick={setCurrent}
        />
        <div className="images-head">
          <Button
            tone="quiet"
            aria-label={t("images.previous")}
            aria-disabled={current === 0}
            onClick={() => step(-1)}
          >
            <ChevronLeft size={20} aria-hidden="true" className="points-onward" />
          </Button>
          <div>
            <h3 aria-live="polite">{format.moment(scene.acquiredAt, scene.acquiredPrecision)}</h3>
            <output>{decisions.stored !== null && t(`images.${decisions.stored}`)}</output>
          </div>
          <Button
            tone="quiet"
            aria-label={t("images.next")}
            aria-disabled={current === images.length - 1}
            onClick={() => step(1)}
          >
            <ChevronRight size={20} aria-hidden="true" className="points-onward" />
          </Button>
          <Button aria-keyshortcuts="Z" aria-disabled={decisions.undo === null} onClick={undo}>
            <Undo2 size={18} aria-hidden="true" />
            {t("images.undo")}
          </Button>
        </div>
        {decisions.fault !== null && <Problem fault={decisions.fault} />}
        <ImageSight
          image={image}
          isBusy={decisions.isPending}
          onDecide={(sight) => decide({ kind: "sight", scene: scene.id, sight })}
        />
        <ImagePlace
          key={scene.id}
          slug={campaign.slug}
          building={building}
          scene={scene}
          scenes={scenes}
          correction={image.offset}
          isBusy={decisions.isPending}
          onDecide={(offset) => decide({ kind: "place", scene: scene.id, offset })}
        />
        <ImageHistory slug={campaign.slug} building={building.id} scenes={scenes} />
      </div>
    </ModalDialog>
  );
}

const offsetsOf = (images: readonly BuildingScene[]): BuildingOffset[] =>
  images.flatMap(({ scene, offset }) => (offset === null ? [] : [{ scene, ...offset }]));

/** Where one begins: the first image on which an estimate says that nothing can be seen, else the first. */
function firstInDoubt(images: readonly BuildingScene[]): number {
  return Math.max(
    0,
    images.findIndex(({ isUsable, source }) => !isUsable && source === "estimate"),
  );
}
