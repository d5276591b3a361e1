import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { useMe } from "../session.ts";

/** Under which made-up name one takes part; before the first start, that nothing else is asked. */
export function WhoTakesPart() {
  const { t } = useTranslation("campaigns");
  const me = useMe();
  if (me.data === undefined || me.data === null) return <p className="quiet">{t("page.noAccount")}</p>;
  return (
    <p className="quiet">
      <Link to="/me">{t("page.youAre", { pseudonym: `\u2068${me.data.pseudonym}\u2069` })}</Link>
    </p>
  );
}
