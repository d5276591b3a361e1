import { ArrowLeft, Check, ChevronDown, ChevronUp, FileText, Link2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { Button } from "../ui/button.tsx";
import type { BuildingPanelProps } from "./building-panel.tsx";
import { nameOf } from "./building-row.tsx";

/** The building's name, its address to send to others, and the way to the next disputed one. */
export function BuildingHead(
  props: BuildingPanelProps & { building: BuildingDetail | null; isGone: boolean },
) {
  const { t } = useTranslation("analysis");
  const { campaign, id, building, isGone, queue, goBack, onStep, onChange } = props;
  const place = queue.items.findIndex((one) => one.building === id);
  return (
    <header className="building-head">
      <Button tone="quiet" aria-label={t("building.back")} onClick={() => onChange({ building: null })}>
        <ArrowLeft size={20} aria-hidden="true" className="points-back" />
      </Button>
      <div>
        <h2>
          <bdi>{building === null ? id.slice(0, 8) : nameOf(building)}</bdi>
        </h2>
        {place !== -1 && (
          <p className="quiet">{t("building.inQueue", { place: place + 1, count: queue.total })}</p>
        )}
      </div>
      {!isGone && <CopyLink slug={campaign.slug} id={id} />}
      {!isGone && (
        <a
          className="button button-quiet button-m"
          href={`/api/v1/campaigns/${campaign.slug}/buildings/${id}/sheet.pdf`}
          aria-label={t("building.sheet")}
          title={t("building.sheet")}
          download
        >
          <FileText size={18} aria-hidden="true" />
        </a>
      )}
      {goBack !== null && (
        <Button tone="quiet" aria-label={t("review.lastDecided")} title="Z" onClick={goBack}>
          <Undo2 size={18} aria-hidden="true" />
        </Button>
      )}
      {queue.total > 0 && (
        <>
          <Button tone="quiet" aria-label={t("building.previous")} title="P" onClick={() => onStep(-1)}>
            <ChevronUp size={20} aria-hidden="true" />
          </Button>
          <Button tone="quiet" aria-label={t("building.next")} title="N" onClick={() => onStep(1)}>
            <ChevronDown size={20} aria-hidden="true" />
          </Button>
        </>
      )}
    </header>
  );
}

/** The address without scene, filter and panel: what it names stays true. */
function CopyLink({ slug, id }: { slug: string; id: string }) {
  const { t } = useTranslation("analysis");
  const navigate = useNavigate();
  const [copied, setCopied] = useState<string | null>(null);
  const path = `/campaigns/${slug}/map?building=${id}`;
  const handleClick = async () => {
    try {
      await navigator.clipboard.writeText(new URL(path, location.origin).href);
      setCopied(id);
    } catch {
      // No clipboard (an address without TLS): the browser's address bar then shows what to copy.
      await navigate(path, { replace: true });
    }
  };
  return (
    <Button tone="quiet" aria-label={t("building.link")} onClick={() => void handleClick()}>
      {copied === id ? <Check size={18} aria-hidden="true" /> : <Link2 size={18} aria-hidden="true" />}
      <output className="visually-hidden">{copied === id && t("building.linkCopied")}</output>
    </Button>
  );
}
