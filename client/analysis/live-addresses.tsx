import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { CopiedText } from "../ui/copied-text.tsx";

/** Where other programs read the same findings and scenes as they stand, without a file. */
export function LiveAddresses({ slug }: { slug: string }) {
  const { t } = useTranslation("analysis");
  return (
    <section className="live-addresses">
      <h2>{t("live.title")}</h2>
      <p className="quiet">{t("live.text")}</p>
      <CopiedText label={t("live.ogc")} text={`${location.origin}/ogc`} />
      <CopiedText label={t("live.stac")} text={`${location.origin}/api/v1/campaigns/${slug}/stac`} />
      <p className="quiet">{t("live.token")}</p>
      <p>
        <Link to="/me#tokens">{t("live.tokens")}</Link>
      </p>
    </section>
  );
}
