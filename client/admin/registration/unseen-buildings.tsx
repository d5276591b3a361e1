import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { API } from "../../../shared/api.ts";
import type { UnseenBuilding } from "../../../shared/assignments.ts";
import { call } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { SceneSightWords } from "./scene-sight.tsx";

const AT_ONCE = "50";

/** The buildings that cannot be judged on a scene, each with why, and the way to where that is corrected. */
export function UnseenBuildings({ slug, scene }: { slug: string; scene: string }) {
  const { t } = useTranslation("admin");
  const list = useInfiniteQuery({
    queryKey: ["unseen-buildings", scene],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(
        API.listUnseenBuildings,
        { id: scene, limit: AT_ONCE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    getNextPageParam: ({ next }) => next,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="unseen-buildings">
      <h2>{t("sights.title")}</h2>
      <p>
        <SceneSightWords slug={slug} scene={scene} />
      </p>
      {list.isError && <Problem fault={list.error} onRetry={() => void list.refetch()} />}
      {items.length > 0 && (
        <ul>
          {items.map((one) => (
            <Unseen key={one.building} slug={slug} unseen={one} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("sights.more")}
        </Button>
      )}
    </section>
  );
}

function Unseen({ slug, unseen }: { slug: string; unseen: UnseenBuilding }) {
  const { t } = useTranslation("admin");
  const { building, externalId, reason, source } = unseen;
  return (
    <li>
      <Link to={`/campaigns/${slug}/map?building=${building}`}>
        <bdi>{externalId ?? building.slice(0, 8)}</bdi>
      </Link>
      <span className="quiet">
        {[reason === null ? null : t(`sights.reason.${reason}`), t(`sights.${source}`)]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </li>
  );
}
