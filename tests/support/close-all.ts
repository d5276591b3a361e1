/**
 * Closes all of it, the newest first, also after one that failed; the list is empty then.
 *
 * @throws AggregateError of what could not be closed
 */
export async function closeAll(closings: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closings.splice(0).toReversed()) {
    try {
      // One after the other, since what came later needs what came before.
      // oxlint-disable-next-line no-await-in-loop
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `not closed: ${failures.join("; ")}`);
}
