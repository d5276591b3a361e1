import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { GuideEntry } from "../../shared/guide.ts";
import type { Scene } from "../../shared/scenes.ts";
import { textIn } from "../../shared/text.ts";
import { TileCrop } from "../map/tile-crop.tsx";
import { Loading } from "../ui/loading.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { LOOK_ALIKES } from "./look-alikes.ts";
import { useGuide } from "./use-guide.ts";
import "./learn.css";

type GuideDialogProps = { campaign: Pick<Campaign, "slug" | "scenes">; onClose: () => void };

/** The side of a picture at which its detail is chosen, pixels: twice what it takes on screen. */
const PICTURE_PIXELS = 420;

/**
 * The field guide, one tap away: how to look, what looks like damage and is not, what to do in doubt. What looks alike
 * comes from the campaign's own scenes where its admins wrote a guide, else from what Aftermap brings along; also when
 * the guide cannot be fetched, as without a network.
 */
export function GuideDialog({ campaign, onClose }: GuideDialogProps) {
  const { t } = useTranslation("learn");
  const guide = useGuide(campaign.slug);
  const entries = guide.data?.entries ?? [];
  return (
    <ModalDialog title={t("guide.title")} onClose={onClose}>
      <div className="guide">
        <General topic="how" />
        <General topic="collapse" />
        <h3 className="guide-part">{t("guide.alike")}</h3>
        {guide.isPending && guide.fetchStatus === "fetching" ? (
          <Loading isWholePage={false} />
        ) : entries.length > 0 ? (
          entries.map((entry) => <Entry key={entry.id} entry={entry} scenes={campaign.scenes} />)
        ) : (
          LOOK_ALIKES.map((topic) => <General key={topic} topic={topic} />)
        )}
        <General topic="unsure" />
      </div>
    </ModalDialog>
  );
}

function General({ topic }: { topic: "how" | "collapse" | "unsure" | (typeof LOOK_ALIKES)[number] }) {
  const { t } = useTranslation("learn");
  return (
    <section className="guide-entry">
      <h4>{t(`guide.${topic}.title`)}</h4>
      <p>{t(`guide.${topic}.text`)}</p>
    </section>
  );
}

function Entry({ entry, scenes }: { entry: GuideEntry; scenes: readonly Scene[] }) {
  const { i18n } = useTranslation();
  const pictures = entry.pictures.flatMap((picture) => {
    const scene = scenes.find(({ id }) => id === picture.scene);
    return scene === undefined ? [] : [{ ...picture, scene }];
  });
  return (
    <section className="guide-entry">
      <h4>{textIn(entry.title, i18n.language)}</h4>
      <p>{textIn(entry.text, i18n.language)}</p>
      {pictures.length > 0 && (
        <div className="guide-pictures">
          {pictures.map(({ scene, bounds, caption }) => (
            <figure key={`${scene.id} ${bounds.join()}`}>
              <TileCrop scene={scene} box={bounds} maxPixels={PICTURE_PIXELS} />
              {caption !== undefined && <figcaption>{textIn(caption, i18n.language)}</figcaption>}
            </figure>
          ))}
        </div>
      )}
    </section>
  );
}
