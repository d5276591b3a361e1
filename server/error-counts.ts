/** Counts refusals and errors of this process by code, for the health page: no path, no account, no address. */
export type ErrorCounts = {
  count(code: string): void;
  list(): { code: string; count: number; lastAt: string }[];
};

export function openErrorCounts(): ErrorCounts {
  const counts = new Map<string, { count: number; lastAt: number }>();
  return {
    count(code) {
      counts.set(code, { count: (counts.get(code)?.count ?? 0) + 1, lastAt: Date.now() });
    },
    list: () =>
      [...counts]
        .map(([code, { count, lastAt }]) => ({ code, count, lastAt: new Date(lastAt).toISOString() }))
        .sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1)),
  };
}
