import { BookOpen, ChevronLeft, Keyboard } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { DeviceButton } from "../offline/device-button.tsx";
import { LanguageSelect } from "../ui/language-select.tsx";
import type { Flow } from "./flow.ts";
import { OutboxNote } from "./outbox-note.tsx";
import { StandingNote } from "./standing-note.tsx";

type TaggingHeaderProps = {
  campaign: Campaign;
  flow: Flow;
  /** Which building of a task with several is on screen. */
  place?: { place: number; count: number } | null;
  isNewSession: boolean;
  onHelp: () => void;
  onGuide: () => void;
};

/** Over the picture: where one is, the way out, and help. */
export function TaggingHeader({
  campaign,
  flow,
  place = null,
  isNewSession,
  onHelp,
  onGuide,
}: TaggingHeaderProps) {
  const { t, i18n } = useTranslation("tagging");
  const format = useFormat();
  const answered = flow.answered.length;
  return (
    <header className="tagging-head">
      <Link className="tagging-back" to={`/campaigns/${campaign.slug}`}>
        <ChevronLeft size={20} aria-hidden="true" className="points-onward" />
        <span className="visually-hidden">{t("header.leave")}</span>
        <h1>{textIn(campaign.title, i18n.language)}</h1>
      </Link>
      <div className="tagging-state">
        {place !== null && (
          <span className="badge">
            {t("header.place", { place: format.number(place.place), count: format.number(place.count) })}
          </span>
        )}
        {answered > 0 && <span className="badge">{t("header.answered", { count: answered })}</span>}
        {isNewSession && <output className="badge badge-warning">{t("header.newSession")}</output>}
        <StandingNote flow={flow} status={campaign.status} />
        <OutboxNote />
      </div>
      <div className="tagging-help">
        <DeviceButton campaign={campaign} />
        <button
          type="button"
          className="tool"
          aria-label={t("guide.title")}
          title={t("guide.title")}
          aria-keyshortcuts="g"
          onClick={onGuide}
        >
          <BookOpen size={20} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="tool tool-keys"
          aria-label={t("help.title")}
          title={t("help.title")}
          aria-keyshortcuts="?"
          onClick={onHelp}
        >
          <Keyboard size={20} aria-hidden="true" />
        </button>
        <LanguageSelect />
      </div>
    </header>
  );
}
