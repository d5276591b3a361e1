import { Lightbulb, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { rememberTipped, tasksTipped, TIPPED_TASKS, tipsFor } from "./tips.ts";
import "./learn.css";

type TipProps = {
  campaign: Campaign;
  /** How many buildings were answered on this visit: each brings the next tip. */
  answered: number;
};

/** One short line a task, in the first twenty: dismissed by going on, by hand, or for good. */
export function Tip({ campaign, answered }: TipProps) {
  const { t } = useTranslation("learn");
  // Where this visit began: what was tipped before is not told again.
  const [before] = useState(tasksTipped);
  const [dismissed, setDismissed] = useState(-1);
  const [isOff, setIsOff] = useState(false);
  const place = before + answered;
  const isTouch = matchMedia("(hover: none) and (pointer: coarse)").matches;
  const tip = tipsFor({ asks: campaign.asks, practice: campaign.practice, isTouch })[place];
  useEffect(() => {
    if (place > before && !isOff) rememberTipped(place);
  }, [place, before, isOff]);
  if (tip === undefined || place >= TIPPED_TASKS || dismissed >= place || isOff) return null;
  return (
    <aside className="tip" aria-label={t("tips.label")}>
      <Lightbulb size={18} aria-hidden="true" />
      <p>
        {t(`tips.${tip}`)}{" "}
        {tip === "practise" && (
          <Link to={`/campaigns/${campaign.slug}/practice`}>{t("tips.practiseLink")}</Link>
        )}
      </p>
      <button
        type="button"
        className="link-button"
        onClick={() => {
          setIsOff(true);
          rememberTipped(TIPPED_TASKS);
        }}
      >
        {t("tips.off")}
      </button>
      <button
        type="button"
        className="tool"
        aria-label={t("tips.dismiss")}
        onClick={() => setDismissed(place)}
      >
        <X size={18} aria-hidden="true" />
      </button>
    </aside>
  );
}
