import { useTranslation } from "react-i18next";
import { ButtonLink } from "../ui/button.tsx";
import "./people.css";

/** From a campaign's own page to the people in it and to how good their answers are. */
export function PeopleLinks({ slug }: { slug: string }) {
  const { t } = useTranslation("quality");
  return (
    <section className="people-links">
      <h2>{t("volunteers.people")}</h2>
      <div className="decision-actions">
        <ButtonLink to={`/admin/campaigns/${slug}/volunteers`}>{t("volunteers.open")}</ButtonLink>
        <ButtonLink to={`/campaigns/${slug}/map/quality`}>{t("title")}</ButtonLink>
      </div>
    </section>
  );
}
