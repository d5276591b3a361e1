/**
 * What one more vote costs when many were stored before it: durable answers through HTTP into campaigns of 10⁵ to 10⁷
 * votes, ten a building. The curve over tasks is in `assign`, over volunteers in `votes`, of a fit in `consensus`.
 */
import { makeCampaign, makeVolunteers, makeVotes } from "./crowd.ts";
import { median, needPrograms, report } from "./peers.ts";
import { loadNow, numberOption, openStand } from "./stand.ts";
import { drive, leaseForRound, type Round } from "./votes.bench.ts";

export const work = "one more vote after 10⁵, 10⁶, 10⁷ others, beside itself at 10⁵";

/** Primes, so that nobody meets a building twice before all others. */
const SIZES = [10_007, 100_003, 1_000_003];
const VOTES_A_BUILDING = 10;
const VOTERS_BEFORE = 3_000;
const CROWD = 64;
/** Answers ready for a round: more than a round can take. */
const READY_PER_SECOND = 6_000;
/** As the promise of `consensus` allows for a fit. */
const MOST_GROWTH = 3;

/** `--seconds=N` a round, `--rounds=N`, `--buildings=N` the largest campaign. Stored alone: nothing recounts meanwhile. */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const seconds = numberOption(options, "seconds", 5);
  const rounds = numberOption(options, "rounds", 3);
  const largest = numberOption(options, "buildings", Math.max(...SIZES));
  needPrograms(["wrk"], log);
  const stand = await openStand("curves", { isPinned: false });
  try {
    const server = await stand.start("serve", null);
    const figures: Record<string, unknown> = {};
    const costs: number[] = [];
    let refused = 0;
    for (const buildings of SIZES.filter((size) => size <= largest)) {
      const before = buildings * VOTES_A_BUILDING;
      log(`storing ${before} votes`);
      const id = await makeCampaign(stand.pool, `curve-${buildings}`, { buildings });
      const earlier = await makeVolunteers(stand.pool, `earlier than ${buildings}`, VOTERS_BEFORE);
      await makeVotes(stand.pool, id, earlier, before);
      const volunteers = await makeVolunteers(stand.pool, `late in ${buildings}`, CROWD);
      const measured: Round[] = [];
      for (let number = 0; number <= rounds; number += 1) {
        const answers = Math.min(seconds * READY_PER_SECOND, Math.floor((buildings * CROWD) / (rounds + 1)));
        const ready = await leaseForRound(stand.pool, { id, buildings }, volunteers, { number, answers });
        const round = await drive(stand, { server, worker: null }, ready, CROWD, seconds);
        log(`round ${number}: ${JSON.stringify(round)}`);
        refused += round.errors;
        if (number > 0) measured.push(round); // the first warms
      }
      const of = (name: keyof Round) => median(measured.map((round) => round[name]));
      figures[`${before} votes before: votes/s, p99 ms`] = [Math.round(of("perSecond")), of("p99")];
      figures[`${before} votes before: processor µs a vote, API, PostgreSQL`] = [
        Math.round(of("serverMicros")),
        Math.round(of("postgresMicros")),
      ];
      costs.push(of("serverMicros") + of("postgresMicros"));
    }
    const [first = Number.NaN] = costs;
    const growth = (costs.at(-1) ?? Number.NaN) / first;
    figures["load average"] = loadNow();
    report(options.includes("--json"), figures, [
      {
        promise: "processor time of a vote at the most beside 10⁵",
        goal: `≤ ${MOST_GROWTH}×`,
        measured: `${growth.toFixed(2)}×`,
        holds: growth <= MOST_GROWTH,
      },
      { promise: "answers refused", goal: "0", measured: String(refused), holds: refused === 0 },
    ]);
  } finally {
    await stand.close();
  }
}
