import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Page } from "../ui/page.tsx";
import { InviteForm } from "./invite-form.tsx";
import { InviteList } from "./invite-list.tsx";
import { PeopleStaff } from "./people-staff.tsx";
import "./people.css";

/** Who runs campaigns here, and how others come in. */
export function TeamPage() {
  const { t } = useTranslation("staff");
  return (
    <Page title={t("team.title")}>
      <p className="breadcrumb">
        <Link to="/admin">{t("list.title", { ns: "admin" })}</Link>
      </p>
      <header className="team-head">
        <h1>{t("team.title")}</h1>
        <p className="quiet">{t("team.intro")}</p>
      </header>
      <div className="team">
        <section>
          <h2>{t("team.people")}</h2>
          <PeopleStaff />
        </section>
        <section>
          <h2>{t("invite.title")}</h2>
          <InviteForm />
        </section>
        <section>
          <h2>{t("invite.list")}</h2>
          <InviteList />
        </section>
      </div>
    </Page>
  );
}
