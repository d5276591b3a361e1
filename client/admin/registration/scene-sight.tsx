import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../../shared/api.ts";
import { call } from "../../api.ts";
import { useCampaign } from "../../campaigns/use-campaign.ts";
import { useFormat } from "../../i18n/format.ts";

/** How many buildings cannot be judged on each scene of a campaign: one request for all of them. */
export function useSceneSights(slug: string) {
  return useQuery({
    queryKey: ["scene-sights", slug],
    queryFn: ({ signal }) => call(API.listSceneSights, { slug }, signal),
  });
}

/** On how many buildings a scene says nothing, and why. Nothing while a campaign has no buildings. */
export function SceneSightWords({ slug, scene }: { slug: string; scene: string }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const sights = useSceneSights(slug);
  const all = useCampaign(slug).data?.progress.buildings ?? 0;
  const sight = sights.data?.items.find((one) => one.scene === scene);
  if (sight === undefined || all === 0) return null;
  const unseen = sight.cloud + sight.notCovered + sight.blurred;
  const counts = [
    ["cloud", sight.cloud],
    ["notCovered", sight.notCovered],
    ["blurred", sight.blurred],
    ["decided", sight.decided],
    ["corrected", sight.corrected],
  ] as const;
  const words = counts.flatMap(([name, number]) =>
    number === 0 ? [] : [t(`sights.${name}`, { number: format.number(number) })],
  );
  return (
    <span className="quiet">
      {unseen === 0 ? t("sights.none") : t("sights.unseen", { unseen, all })}
      {words.length > 0 && ` (${words.join(" · ")})`}
    </span>
  );
}
