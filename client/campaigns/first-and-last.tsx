import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Bbox } from "../../shared/geo.ts";
import { useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";

const PICTURE_PIXELS = 700;
/** The part of the scene's width that is shown: a few streets of a town, not the whole of it. */
const SHARE = 0.3;

/** The middle of the place on the first and the last image: what the campaign is about, before any answer. */
export function FirstAndLast({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const [first, last] = [campaign.scenes.at(0), campaign.scenes.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const box = middleOf(first.bounds);
  return (
    <section>
      <h2>{t("page.firstLast")}</h2>
      <div className="first-last" data-blurred={campaign.blurPictures}>
        {[first, last].map((scene) => (
          <figure key={scene.id}>
            <TileCrop scene={scene} box={box} maxPixels={PICTURE_PIXELS} />
            <figcaption>
              <time dateTime={scene.acquiredAt}>{format.date(scene.acquiredAt)}</time>
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function middleOf([west, south, east, north]: Bbox): Bbox {
  const [width, height] = [((east - west) * SHARE) / 2, ((north - south) * SHARE) / 2];
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  return [lon - width, lat - height, lon + width, lat + height];
}
