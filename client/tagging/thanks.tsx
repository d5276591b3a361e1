import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const EVERY = 20;

/** A thank-you after every twentieth building: beside the work, not in its way. */
export function Thanks({ answered }: { answered: number }) {
  const { t } = useTranslation("tagging");
  const [dismissedAt, setDismissedAt] = useState(0);
  const rounds = Math.floor(answered / EVERY);
  const isDue = rounds > 0 && answered < rounds * EVERY + 3 && dismissedAt < rounds;
  return (
    <output className="thanks" data-due={isDue}>
      {isDue && (
        <>
          <strong>{t("thanks.title", { count: rounds * EVERY })}</strong>
          <span>{t("thanks.text")}</span>
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
