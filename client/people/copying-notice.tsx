import { useTranslation } from "react-i18next";
import { ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { undecidedAccounts } from "./clusters.ts";
import { useCopying } from "./use-copying.ts";

/** Tells admins of accounts that seem to copy each other until somebody has decided. Says nothing when it cannot know. */
export function CopyingNotice({ slug }: { slug: string }) {
  const { t } = useTranslation("quality");
  const copying = useCopying(slug);
  const count = copying.data === undefined ? 0 : undecidedAccounts(copying.data);
  if (count === 0) return null;
  return (
    <Notice
      tone="problem"
      title={t("copies.noticeTitle", { count })}
      actions={<ButtonLink to={`/admin/campaigns/${slug}/copies`}>{t("copies.look")}</ButtonLink>}
    >
      {t("copies.noticeText")}
    </Notice>
  );
}
