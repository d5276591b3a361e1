import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { textIn } from "../../shared/text.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";

type PeopleHeadProps = { slug: string; title: string; intro: string; isBelowVolunteers?: boolean };

/** Where one is, and what one looks at. */
export function PeopleHead({ slug, title, intro, isBelowVolunteers = false }: PeopleHeadProps) {
  const { t, i18n } = useTranslation("quality");
  const campaign = useCampaign(slug);
  const name = campaign.data === undefined ? slug : textIn(campaign.data.title, i18n.language);
  return (
    <header className="people-head">
      <p className="breadcrumb">
        <Link to={`/admin/campaigns/${slug}`}>
          <bdi>{name}</bdi>
        </Link>
        {isBelowVolunteers && (
          <>
            <span aria-hidden="true"> / </span>
            <Link to={`/admin/campaigns/${slug}/volunteers`}>{t("volunteers.title")}</Link>
          </>
        )}
      </p>
      <h1>{title}</h1>
      <p className="quiet">{intro}</p>
    </header>
  );
}
