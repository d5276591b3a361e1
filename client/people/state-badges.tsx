import { useTranslation } from "react-i18next";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";

/** What is out of the ordinary about a volunteer, in a word each. */
export function StateBadges({ one }: { one: CampaignVolunteer }) {
  const { t } = useTranslation("quality");
  return (
    <>
      {one.excluded && <span className="badge badge-out">{t("volunteers.isExcluded")}</span>}
      {one.copying !== null && (
        <span className="badge badge-flagged">
          {t("volunteers.group", { number: one.copying.cluster + 1 })}
        </span>
      )}
      {one.copying === null && one.decision?.cleared === true && (
        <span className="badge">{t("volunteers.cleared")}</span>
      )}
    </>
  );
}
