/** The cache's name for everything an analyst may know of one building. */
export const buildingKey = (slug: string, building: string) => ["building", slug, building] as const;

/** The cache's name for the exports of a campaign. */
export const exportsKey = (slug: string) => ["exports", slug] as const;

/** The cache's name for what waits to be decided in a campaign. */
export const reviewQueueKey = (slug: string) => ["review-queue", slug] as const;

/** The cache's name for figures of a campaign, under whatever filter. */
export const summaryKey = (slug: string) => ["summary", slug] as const;

/** The cache's name for lists of a campaign's buildings, under whatever filter. */
export const findingsKey = (slug: string) => ["findings", slug] as const;
