import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accounts.ts";
import { useMe } from "../session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { LanguageSelect } from "../ui/language-select.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { BoardName } from "./board-name.tsx";
import { EnterKey } from "./enter-key.tsx";
import { KeySection } from "./key-section.tsx";
import { MyData } from "./my-data.tsx";
import { OwnNumbers } from "./own-numbers.tsx";
import { OwnQuestions } from "./own-questions.tsx";
import { SecondFactorSection } from "./second-factor-section.tsx";
import { SignOut } from "./sign-out.tsx";
import { TokenSection } from "./token-section.tsx";
import "../campaigns/campaigns.css";
import "../ui/staff.css";
import "./me.css";

/** A volunteer's own page: what they did, how to keep it, what is held about them, and the way out. */
export function MePage() {
  const { t } = useTranslation("me");
  const me = useMe();
  const [hasLeft, setHasLeft] = useState(false);
  return (
    <Page title={t("title")}>
      {hasLeft && <Left />}
      {!hasLeft && me.isPending && <Loading isWholePage={false} />}
      {!hasLeft && me.isError && <Problem fault={me.error} onRetry={() => void me.refetch()} />}
      {!hasLeft && me.data === null && <Nobody />}
      {!hasLeft && me.data !== null && me.data !== undefined && (
        <Somebody me={me.data} onLeft={() => setHasLeft(true)} />
      )}
    </Page>
  );
}

function Somebody({ me, onLeft }: { me: Me; onLeft: () => void }) {
  const { t } = useTranslation("me");
  const isVolunteer = me.role === "volunteer";
  return (
    <div className="me">
      <header className="me-head">
        <h1>
          <bdi>{me.pseudonym}</bdi>
        </h1>
        <p className="quiet">{isVolunteer ? t("who.text") : t("who.staff")}</p>
      </header>
      <OwnNumbers me={me} />
      <OwnQuestions />
      {isVolunteer && (
        <>
          <KeySection me={me} />
          <section className="panel">
            <EnterKey me={me} />
          </section>
          <BoardName me={me} />
        </>
      )}
      {!isVolunteer && (
        <>
          <TokenSection />
          <SecondFactorSection />
          <SignOut />
        </>
      )}
      <section className="panel">
        <h2>{t("language.title")}</h2>
        <LanguageSelect />
      </section>
      <MyData canLeave={isVolunteer} onLeft={onLeft} />
    </div>
  );
}

function Nobody() {
  const { t } = useTranslation("me");
  return (
    <div className="me">
      <header className="me-head">
        <h1>{t("none.title")}</h1>
        <p className="quiet">{t("none.text")}</p>
        <ButtonLink tone="primary" to="/">
          {t("none.campaigns")}
        </ButtonLink>
      </header>
      <section className="panel">
        <EnterKey me={null} />
      </section>
    </div>
  );
}

function Left() {
  const { t } = useTranslation("me");
  return (
    <div className="me">
      <h1>{t("left.title")}</h1>
      <Notice tone="care">{t("left.text")}</Notice>
      <p>
        <ButtonLink to="/">{t("none.campaigns")}</ButtonLink>
      </p>
    </div>
  );
}
