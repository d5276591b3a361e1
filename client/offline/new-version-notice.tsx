import { useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { isNewVersionReady, subscribeToVersion, takeNewVersion } from "./register.ts";
import "./new-version-notice.css";

/** Says that a new version is ready. The page is never loaded anew by itself: somebody may be looking. */
export function NewVersionNotice() {
  const { t } = useTranslation();
  const isReady = useSyncExternalStore(subscribeToVersion, isNewVersionReady);
  const [isPutOff, setIsPutOff] = useState(false);
  return (
    <output>
      {isReady && !isPutOff && (
        <span className="new-version">
          {t("newVersion.text")}
          <Button tone="primary" onClick={takeNewVersion}>
            {t("newVersion.take")}
          </Button>
          <Button tone="quiet" onClick={() => setIsPutOff(true)}>
            {t("newVersion.later")}
          </Button>
        </span>
      )}
    </output>
  );
}
