/** The cache's name for who answered in a campaign. */
export const volunteersKey = (slug: string) => ["volunteers", slug] as const;

/** The cache's name for the accounts that seem to copy each other: fetched again when the socket says `copying`. */
export const copyingKey = (slug: string) => ["copying", slug] as const;

/** The cache's name for what is still to be computed. */
export const upkeepKey = (slug: string) => ["upkeep", slug] as const;
