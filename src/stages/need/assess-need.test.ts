import { describe, expect, test } from 'vitest';
import { assessNeed } from './assess-need.ts';
import { type BriefBody, briefBodySchema } from './brief.contract.ts';

const brief = (reason: BriefBody['reason'], readiness: Partial<BriefBody['readiness']>): BriefBody =>
  briefBodySchema.parse({ reason, problem: 'Answers sound like nobody.', readiness });
const triedAll = {
  zeroShot: 'insufficient',
  fewShot: 'insufficient',
  chainOfThought: 'not_applicable',
  retrieval: 'insufficient',
} as const;

describe('assessNeed', () => {
  test.each([
    ['nothing tried', brief('tone', { goodRows: 900 }), 'improve_prompts'],
    [
      'a prompt is good enough',
      brief('tone', { ...triedAll, fewShot: 'sufficient', goodRows: 900 }),
      'improve_prompts',
    ],
    [
      'a domain without retrieval',
      brief('domain', { ...triedAll, retrieval: 'no', goodRows: 900 }),
      'try_retrieval',
    ],
    [
      'retrieval is good enough',
      brief('task', { ...triedAll, retrieval: 'sufficient', goodRows: 900 }),
      'try_retrieval',
    ],
    ['too few rows', brief('tone', { ...triedAll, goodRows: 40 }), 'gather_data'],
    ['all done', brief('tone', { ...triedAll, goodRows: 700 }), 'tune'],
    ['mandated, with data', brief('mandated', { goodRows: 700 }), 'tune'],
    ['mandated, without data', brief('mandated', {}), 'gather_data'],
  ])('%s', (_name, body, verdict) => {
    expect(assessNeed(body).verdict).toBe(verdict);
  });

  test('has a code for each sentence', () => {
    const why = (readiness: Partial<BriefBody['readiness']>) =>
      assessNeed(brief('tone', { ...triedAll, goodRows: 900, ...readiness })).reasons.at(-1)!;
    const said = [
      why({ fewShot: 'no' }),
      why({ fewShot: 'sufficient' }),
      why({ retrieval: 'sufficient' }),
      why({}),
    ];
    expect(said.map(note => note.code)).toEqual([
      'verdict.improve_prompts',
      'verdict.prompts_suffice',
      'verdict.retrieval_suffices',
      'verdict.tune',
    ]);
    expect(new Set(said.map(note => note.text)).size).toBe(4);
  });

  test('names what is missing, also when the verdict is to tune', () => {
    const { missing } = assessNeed(brief('tone', { ...triedAll, goodRows: 700 }));
    expect(missing.map(note => note.code)).toEqual(['task.decompose', 'plan.next_base']);
  });
});
