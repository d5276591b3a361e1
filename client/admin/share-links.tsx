import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { Button } from "../ui/button.tsx";

/** The addresses to send to volunteers and to analysts. */
export function ShareLinks({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("admin");
  const links = [
    { name: t("share.volunteers"), path: `/campaigns/${campaign.slug}` },
    { name: t("share.analysts"), path: `/campaigns/${campaign.slug}/map` },
  ];
  return (
    <section className="share">
      <h2>{t("share.title")}</h2>
      <dl>
        {links.map(({ name, path }) => (
          <div key={path}>
            <dt>{name}</dt>
            <dd>
              <Link to={path} dir="ltr">
                {new URL(path, location.origin).href}
              </Link>
              <CopyButton path={path} name={name} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {t("share.hint")} <Link to="/admin/team">{t("share.team")}</Link>
      </p>
    </section>
  );
}

function CopyButton({ path, name }: { path: string; name: string }) {
  const { t } = useTranslation("admin");
  const [isCopied, setIsCopied] = useState(false);
  // Browsers offer no clipboard to addresses without TLS; the address itself can be marked there.
  if (navigator.clipboard === undefined) return null;
  const handleCopy = async () => {
    await navigator.clipboard.writeText(new URL(path, location.origin).href);
    setIsCopied(true);
  };
  return (
    <Button tone="quiet" aria-label={t("share.copy", { name })} onClick={() => void handleCopy()}>
      {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
      <output className="visually-hidden">{isCopied && t("share.copied")}</output>
    </Button>
  );
}
