import { normalisedKey } from '../../duplicates/normalise.ts';
import { answerOf, rejectedOf } from '../../records/payload.ts';
import { excerpt, keep, type Operator } from '../operator.ts';
import type { Settings } from '../recipe.ts';

type Signal = { same: boolean };

/** A pair whose answers differ in case, spaces or punctuation at most prefers nothing that could be learned. */
export const preference: Operator<Signal, Settings<'preference'>> = {
  name: 'preference',
  version: 1,

  measure(row) {
    const rejected = rejectedOf(row);
    return { same: rejected !== undefined && normalisedKey(rejected) === normalisedKey(answerOf(row)) };
  },

  decide({ same }, _settings, row) {
    if (!same) return keep;
    const reason = `Both answers of the pair say the same: "${excerpt(answerOf(row))}".`;
    return { action: 'drop', code: 'same_answers', reason, evidence: {} };
  },
};
