import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignStatus } from "../../shared/campaigns.ts";
import type { Flow } from "./flow.ts";
import { useRepeat } from "./use-repeat.ts";

const LOOK_MS = 5_000;

/** What became of the work at hand while it is looked at: the campaign stopped, or the lease ran out. Answers still count. */
export function StandingNote({ flow, status }: { flow: Flow; status: CampaignStatus }) {
  const { t } = useTranslation("tagging");
  const [now, setNow] = useState(Date.now);
  useRepeat(true, LOOK_MS, () => setNow(Date.now()));
  const expiresAt = flow.queue[0]?.expiresAt;
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  return (
    <output className="standing">
      {flow.nothingLeft === "paused" && (
        <span className="badge badge-warning">
          {t(status === "closed" ? "standing.closed" : "standing.paused")}
        </span>
      )}
      {isOver && <span className="badge badge-warning">{t("standing.expired")}</span>}
    </output>
  );
}
