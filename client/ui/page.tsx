import { UserRound } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import { useMe } from "../session.ts";
import { ButtonLink } from "./button.tsx";
import { LanguageSelect } from "./language-select.tsx";
import { Mark } from "./wordmark.tsx";

type PageProps = {
  /** Names the browser's tab; the visible heading is the page's own. */
  title: string;
  /** Links and tools of this page, beside the language. */
  actions?: ReactNode;
  /** `wide` for maps and tables that use the whole window. */
  width?: "text" | "wide";
  children: ReactNode;
};

/** The frame of every page but the tagging screen, where the picture takes all the room. */
export function Page({ title, actions, width = "text", children }: PageProps) {
  const { t } = useTranslation();
  const me = useMe();
  usePageTitle(title);
  return (
    <div className="page">
      <a className="skip-link" href="#content">
        {t("skipToContent")}
      </a>
      <header className="page-head">
        <Link className="wordmark" to="/">
          <Mark />
          Aftermap
        </Link>
        <nav aria-label={t("mainNavigation")}>
          {actions}
          {me.data !== undefined && me.data !== null && mayActAs(me.data.role, "admin") && (
            <ButtonLink tone="quiet" to="/admin">
              {t("admin")}
            </ButtonLink>
          )}
          <Link className="button button-quiet button-m" to="/me">
            <UserRound size={18} aria-hidden="true" />
            <span className="page-you">{me.data?.pseudonym ?? t("you")}</span>
          </Link>
          <LanguageSelect />
        </nav>
      </header>
      <main id="content" className={width === "wide" ? "page-main page-main-wide" : "page-main"}>
        {children}
      </main>
    </div>
  );
}

/** Keeps the browser's tab named after what is on screen. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Aftermap" : `${title} · Aftermap`;
  }, [title]);
}
