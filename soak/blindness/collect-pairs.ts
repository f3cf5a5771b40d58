import type { Random } from '../../bench/seeded-random.ts';
import type { Scene } from './build-scene.ts';
import { knock, parseBody, type Received } from './knock.ts';
import type { Principal } from './principals.ts';

/** One pair as its voter's client met it. */
export type SeenPair = {
  rater: string;
  /** Counted per rater, from 0. */
  sequence: number;
  shown: Received;
  receipt: Received;
  /** Since the answer before, and since the client began. */
  gapMs: number;
  sinceStartMs: number;
};

export type TurnBody = {
  state: 'vote' | 'done';
  pair: { token: string; prompt: { content: string }[]; left: string; right: string } | null;
};

/** Raters vote by chance at the same time until so many pairs were met, and everything that came over the wire is kept. */
export async function collectPairs(
  scene: Scene,
  raters: readonly Principal[],
  wanted: number,
  random: Random,
  say: (line: string) => void,
): Promise<SeenPair[]> {
  const votes = `/api/v1/projects/${scene.desk.slug}/evaluations/${scene.evaluation.number}/votes`;
  const seen: SeenPair[] = [];
  const share = Math.ceil(wanted / raters.length);
  const voteAlone = async ({ name: rater, headers }: Principal) => {
    const startedMs = performance.now();
    let beforeMs = startedMs;
    for (let sequence = 0; sequence < share; sequence += 1) {
      const shown = await knock(scene.server.origin, {
        method: 'POST',
        path: `${votes}/next`,
        headers,
        body: {},
      });
      const { pair } = parseBody<TurnBody>(shown);
      if (!pair) break;
      const nowMs = performance.now();
      const verdict = verdicts[Math.floor(random() * verdicts.length)];
      const ballot = { token: pair.token, verdict, dwellMs: 900 };
      const receipt = await knock(scene.server.origin, {
        method: 'POST',
        path: votes,
        headers,
        body: ballot,
      });
      parseBody(receipt);
      seen.push({
        rater,
        sequence,
        shown,
        receipt,
        gapMs: nowMs - beforeMs,
        sinceStartMs: nowMs - startedMs,
      });
      beforeMs = nowMs;
      if (seen.length % 500 === 0) say(`${seen.length} pairs met`);
    }
  };
  await Promise.all(raters.map(voteAlone));
  return seen;
}

const verdicts = ['left', 'right', 'tie', 'both_bad', 'skip'];

/** On which side the tuned answer stood, by token: what the server knows and the client must not. */
export async function readTruth({ database: { db }, evaluation }: Scene): Promise<Map<string, boolean>> {
  const slots = await db
    .selectFrom('voteSlot')
    .select(['token', 'leftArm'])
    .where('evaluationId', '=', evaluation.id)
    .execute();
  return new Map(slots.map(({ token, leftArm }) => [token, leftArm === 'candidate']));
}
