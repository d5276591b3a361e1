import { Coffee } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { useRepeat } from "./use-repeat.ts";

const REST_AFTER_MS = 45 * 60_000;
/** Whoever was away as long as this has rested. */
const PAUSE_MS = 10 * 60_000;
const LOOK_MS = 30_000;

const MINUTE_MS = 60_000;
let startedAt = Date.now();
let lookedAt = Date.now();

/** Suggests a rest after each three quarters of an hour of looking. Only suggests: it covers nothing. */
export function RestSuggestion() {
  const { t } = useTranslation("tagging");
  const [dueMinutes, setDueMinutes] = useState<number | null>(null);
  useRepeat(dueMinutes === null, LOOK_MS, () => {
    const now = Date.now();
    if (now - lookedAt > PAUSE_MS) startedAt = now;
    if (document.visibilityState === "visible") lookedAt = now;
    if (now - startedAt >= REST_AFTER_MS) setDueMinutes(Math.round((now - startedAt) / MINUTE_MS));
  });
  return (
    <output className="rest" data-due={dueMinutes !== null}>
      {dueMinutes !== null && (
        <>
          <Coffee size={18} aria-hidden="true" />
          <span>
            <strong>{t("rest.title", { minutes: dueMinutes })}</strong> {t("rest.text")}
          </span>
          <Button
            tone="quiet"
            onClick={() => {
              startedAt = Date.now();
              setDueMinutes(null);
            }}
          >
            {t("rest.dismiss")}
          </Button>
        </>
      )}
    </output>
  );
}
