import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";

/** The classes a volunteer chooses from, with the signs they will meet again. */
export function ClassList({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("campaigns");
  const labelOf = useClassLabel(campaign.scale);
  if (!campaign.asks.class) return null;
  const looks = classLooks(campaign.scale.classes);
  return (
    <section>
      <h2>{t("page.scale")}</h2>
      <ul className="class-list">
        {campaign.scale.classes.map(({ code }) => (
          <li key={code}>
            <ClassSign look={looks.get(code) ?? UNKNOWN_LOOK} size={18} />
            {labelOf(code)}
          </li>
        ))}
      </ul>
    </section>
  );
}
