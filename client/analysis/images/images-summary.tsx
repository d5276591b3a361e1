import { Images } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { Campaign } from "../../../shared/campaigns.ts";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../ui/button.tsx";
import { Loading } from "../../ui/loading.tsx";
import { sightOf } from "./image-decisions.ts";
import { useBuildingImages } from "./use-building-images.ts";
import "./images.css";

const ImagesDialog = lazy(async () => ({ default: (await import("./images-dialog.tsx")).ImagesDialog }));

type ImagesSummaryProps = { campaign: Campaign; building: BuildingDetail };

/** On how many images a building can be judged, which ones were moved for it, and the way to correct both. */
export function ImagesSummary({ campaign, building }: ImagesSummaryProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const images = useBuildingImages(campaign.slug, building.id);
  const items = images.data?.items ?? [];
  const dateOf = (id: string) => {
    const scene = campaign.scenes.find((one) => one.id === id);
    return scene === undefined ? "" : format.date(scene.acquiredAt);
  };
  const unseen = items.filter(({ isUsable }) => !isUsable);
  const moved = items.filter(({ offset }) => offset !== null);
  return (
    <section className="images-summary">
      <h3>{t("images.title")}</h3>
      {items.length > 0 && (
        <p>{t("images.summary", { usable: items.length - unseen.length, count: items.length })}</p>
      )}
      {unseen.length > 0 && (
        <ul className="quiet">
          {unseen.map((one) => (
            <li key={one.scene}>
              {t("images.unseen", { date: dateOf(one.scene), state: t(`images.state.${sightOf(one)}`) })}
            </li>
          ))}
        </ul>
      )}
      {moved.length > 0 && (
        <p className="quiet">
          {t("images.moved", { dates: moved.map(({ scene }) => dateOf(scene)).join(" · ") })}
        </p>
      )}
      <Button disabled={items.length === 0} onClick={() => setIsOpen(true)}>
        <Images size={18} aria-hidden="true" />
        {t("images.open")}
      </Button>
      {isOpen && (
        <Suspense fallback={<Loading isWholePage={false} />}>
          <ImagesDialog
            campaign={campaign}
            building={building}
            images={items}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </section>
  );
}
