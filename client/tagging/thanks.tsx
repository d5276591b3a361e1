import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";

const EVERY = 20;

/**
 * A thank-you after every twentieth building, with what the answers did: beside the work, not in its way. It tells a
 * sum over everything answered, so that nothing of a building still held can be read from it.
 */
export function Thanks({ answered }: { answered: number }) {
  const { t } = useTranslation("tagging");
  const { slug = "" } = useParams();
  const [dismissedAt, setDismissedAt] = useState(0);
  const rounds = Math.floor(answered / EVERY);
  const isDue = rounds > 0 && answered < rounds * EVERY + 3 && dismissedAt < rounds;
  const own = useQuery({
    queryKey: ["own-campaigns", rounds],
    queryFn: ({ signal }) => call(API.listOwnCampaigns, {}, signal),
    enabled: isDue,
  });
  const settled = own.data?.items.find((one) => one.slug === slug)?.settled ?? 0;
  return (
    <output className="thanks" data-due={isDue}>
      {isDue && (
        <>
          <strong>{t("thanks.title", { count: rounds * EVERY })}</strong>
          <span>{settled > 0 ? t("thanks.settled", { count: settled }) : t("thanks.text")}</span>
          <button
            type="button"
            className="tool"
            aria-label={t("thanks.dismiss")}
            onClick={() => setDismissedAt(rounds)}
          >
            <X size={18} aria-hidden="true" />
          </button>
        </>
      )}
    </output>
  );
}
