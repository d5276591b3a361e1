import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useBlurChoice } from "../tagging/care.ts";
import { Notice } from "../ui/notice.tsx";

/** What may be hard to see, beside the button with which one starts, and the choice to have it blurred. */
export function CareNotice({ campaign, canStart }: { campaign: Campaign; canStart: boolean }) {
  const { t, i18n } = useTranslation("campaigns");
  const [isBlurred, setIsBlurred] = useBlurChoice();
  if (campaign.contentNotice === null) return null;
  return (
    <Notice tone="care" title={t("page.notice")}>
      <p>{textIn(campaign.contentNotice, i18n.language)}</p>
      {canStart && (
        <>
          <p>{t("page.noticeStart")}</p>
          <label className="check">
            <input
              type="checkbox"
              checked={isBlurred || campaign.blurPictures}
              disabled={campaign.blurPictures}
              onChange={(event) => setIsBlurred(event.target.checked)}
            />
            {t("page.blur")}
          </label>
        </>
      )}
    </Notice>
  );
}
