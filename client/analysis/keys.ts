/** The cache's name for everything an analyst may know of one building. */
export const buildingKey = (slug: string, building: string) => ["building", slug, building] as const;

/** The cache's name for the exports of a campaign. */
export const exportsKey = (slug: string) => ["exports", slug] as const;

/** The cache's name for what waits to be decided in a campaign. */
export const reviewQueueKey = (slug: string) => ["review-queue", slug] as const;
