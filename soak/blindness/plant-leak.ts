import type { Random } from '../../bench/seeded-random.ts';
import type { SeenPair, TurnBody } from './collect-pairs.ts';
import { showAnswer } from '#stages/evaluation/answers/show-answer.ts';
import { describePair, type Edges, edgesOf, type FeatureRow } from './features.ts';

/** A leak that the product does not have, put into what the guesser is given: it must be found, else a guesser at chance says nothing. */
export type Plant = { name: string; describe(pair: SeenPair, tunedIsLeft: boolean): FeatureRow };

export type PlantOptions = {
  random: Random;
  /** In how many of 100 pairs the header tells the truth. */
  truthful: number;
  /** How many times as long an answer takes with the tuned text on the left. */
  slower: number;
  rawTexts: RawTexts;
};

export function listPlants({ random, truthful, slower, rawTexts }: PlantOptions): Plant[] {
  return [
    {
      name: `an ETag whose last digit tells the side ${truthful} times in 100`,
      describe(pair, tunedIsLeft) {
        const tells = random() * 100 < truthful ? tunedIsLeft : !tunedIsLeft;
        const digit = Math.floor(random() * 8) * 2 + Number(tells);
        const rawHeaders = [...pair.shown.rawHeaders, 'ETag', `"${digit.toString(16)}"`];
        return describePair({ ...pair, shown: { ...pair.shown, rawHeaders } });
      },
    },
    {
      name: `an answer that takes ${slower} times as long where the tuned text is on the left`,
      describe(pair, tunedIsLeft) {
        const elapsedMs = pair.shown.elapsedMs * (tunedIsLeft ? slower : 1);
        return describePair({ ...pair, shown: { ...pair.shown, elapsedMs } });
      },
    },
    {
      name: 'texts as the models wrote them, cut and untidied',
      describe: pair => describePair(pair, rawEdges(pair, rawTexts)),
    },
  ];
}

/** What the models wrote, by what is shown of it. */
export type RawTexts = ReadonlyMap<string, string>;

export function rawTextsOf(answers: readonly { text: string; finishReason: string }[]): RawTexts {
  return new Map(answers.map(answer => [showAnswer(answer).text, answer.text]));
}

function rawEdges(pair: SeenPair, rawTexts: RawTexts): Edges {
  const { left, right } = (JSON.parse(pair.shown.body) as TurnBody).pair!;
  return (_left, _right, token) => edgesOf(rawTexts.get(left)!, rawTexts.get(right)!, token);
}
