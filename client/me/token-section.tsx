import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { OwnToken } from "../../shared/tokens.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { CopiedText } from "../ui/copied-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";

const KEY = ["me", "tokens"];

/** Tokens by which one's programs, such as QGIS, read in one's name: made, shown once, ended. */
export function TokenSection() {
  const { t } = useTranslation("me");
  const { hash } = useLocation();
  const title = useRef<HTMLHeadingElement>(null);
  const tokens = useQuery({ queryKey: KEY, queryFn: ({ signal }) => call(API.listTokens, {}, signal) });
  // The export panel leads here; what stands above has its height only once it has come.
  useEffect(() => {
    if (hash === "#tokens" && tokens.isSuccess) title.current?.scrollIntoView();
  }, [hash, tokens.isSuccess]);
  return (
    <section className="panel">
      <h2 id="tokens" ref={title}>
        {t("token.title")}
      </h2>
      <p>{t("token.text")}</p>
      {tokens.isError && <Problem fault={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.isSuccess && tokens.data.items.length > 0 && (
        <ul className="own-tokens">
          {tokens.data.items.map((token) => (
            <li key={token.id}>
              <OneToken token={token} />
            </li>
          ))}
        </ul>
      )}
      <MakeToken />
    </section>
  );
}

function OneToken({ token }: { token: OwnToken }) {
  const { t } = useTranslation("me");
  const format = useFormat();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => call(API.endToken, { id: token.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const name = token.name ?? t("token.first");
  return (
    <>
      <div>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span className="quiet">{t("token.since", { date: format.date(token.createdAt) })}</span>
      </div>
      {!isAsking && (
        <Button aria-label={t("token.endNamed", { name })} onClick={() => setIsAsking(true)}>
          {t("token.end")}
        </Button>
      )}
      {isAsking && (
        <div className="notice-actions">
          <Button tone="danger" disabled={end.isPending} onClick={() => end.mutate()}>
            {t("token.endNow")}
          </Button>
          <Button onClick={() => setIsAsking(false)}>{t("cancel", { ns: "common" })}</Button>
        </div>
      )}
      {end.isError && <Problem fault={end.error} />}
    </>
  );
}

function MakeToken() {
  const { t } = useTranslation("me");
  const queries = useQueryClient();
  const [name, setName] = useState("QGIS");
  const make = useMutation({
    mutationFn: () => call(API.makeToken, { name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <>
      {make.isSuccess && (
        <Notice title={t("token.madeTitle")}>
          <p>{t("token.madeText")}</p>
          <CopiedText label={t("token.token")} text={make.data.token} />
        </Notice>
      )}
      <form
        className="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <label className="field">
          <span>{t("token.name")}</span>
          <input
            className="input"
            required
            maxLength={100}
            dir="auto"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <Button type="submit" disabled={make.isPending || name.trim() === ""}>
          <KeyRound size={18} aria-hidden="true" />
          {t("token.make")}
        </Button>
      </form>
      {make.isError && <Problem fault={make.error} />}
    </>
  );
}
