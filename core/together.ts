/**
 * Asks once for all who want the same at the same time. Whoever comes while it is being answered waits for the next
 * question, so that nobody is told what held before they asked.
 */
export function together<Answer>(ask: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const running = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, Promise<Answer>>();

  async function askNext(key: string): Promise<Answer> {
    await running.get(key);
    waiting.delete(key);
    const answer = ask(key);
    const ended = answer.then(
      () => undefined,
      () => undefined, // whoever asked is told; the next one asks for themselves
    );
    running.set(key, ended);
    void ended.then(() => {
      if (running.get(key) === ended) running.delete(key);
    });
    return answer;
  }

  return (key) => {
    const next = waiting.get(key) ?? askNext(key);
    waiting.set(key, next);
    return next;
  };
}
