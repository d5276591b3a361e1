/** Pages until an empty one; the database works on the next while one is used. */
export async function* pagesOf<Row>(fetch: () => Promise<Row[]>): AsyncGenerator<Row[]> {
  let next = fetch();
  for (;;) {
    const rows = await next;
    if (rows.length === 0) return;
    next = fetch();
    next.catch(() => {}); // heard of at the next turn; not at all by whoever stopped reading
    yield rows;
  }
}
