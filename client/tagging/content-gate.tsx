import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { useBlurChoice } from "./care.ts";

type ContentGateProps = { campaign: Campaign; notice: string; onPass: () => void };

/** Before the first image: what one may see, the choice to have it blurred, and a way back. */
export function ContentGate({ campaign, notice, onPass }: ContentGateProps) {
  const { t, i18n } = useTranslation("tagging");
  const [isBlurred, setIsBlurred] = useBlurChoice();
  const [isWanted, setIsWanted] = useState(isBlurred || campaign.blurPictures);
  return (
    <Page title={t("care.title")}>
      <div className="centred content-gate">
        <h1>{textIn(campaign.title, i18n.language)}</h1>
        <Notice tone="care" title={t("care.title")}>
          {notice.split(/\n{2,}/).map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </Notice>
        <label className="switch">
          <input
            type="checkbox"
            checked={isWanted}
            disabled={campaign.blurPictures}
            onChange={(event) => setIsWanted(event.target.checked)}
          />
          {t("care.blur")}
        </label>
        <div className="notice-actions">
          <Button
            tone="primary"
            data-gate-open
            onClick={() => {
              if (!campaign.blurPictures) setIsBlurred(isWanted);
              onPass();
            }}
          >
            {t("care.start")}
          </Button>
          <ButtonLink to={`/campaigns/${campaign.slug}`}>{t("care.back")}</ButtonLink>
        </div>
      </div>
    </Page>
  );
}
