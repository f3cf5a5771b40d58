import { expect, it } from 'vitest';
import { annotator, createTestStudy } from '../test-study.ts';
import { voteRouter } from './vote.routes.ts';

it('the queue names open votes of one’s projects, by number alone, and counts one’s own', async () => {
  const study = await createTestStudy(6);
  const evaluation = await study.open();
  const ada = annotator(study.project, 'ada');
  const queueOf = (actor: typeof ada) => study.services.callerOf(voteRouter, actor).queue();
  const mine = {
    project: expect.any(String),
    projectName: expect.any(String),
    evaluation: evaluation.number,
  };
  expect((await queueOf(ada)).items).toEqual([{ ...mine, voted: 0 }]);
  const rater = study.rater(evaluation, ada);
  await rater.cast((await rater.next()).pair!.token, 'left');
  expect((await queueOf(ada)).items).toEqual([{ ...mine, voted: 1 }]);
  expect(JSON.stringify(await queueOf(ada))).not.toContain(evaluation.name);
  expect((await queueOf({ ...ada, projectRoles: new Map() })).items).toEqual([]);
  expect((await queueOf({ ...ada, projectRoles: new Map([[study.project, 'agent']]) })).items).toEqual([]);
  await study.evaluations.close({ project: study.project, evaluation: evaluation.id });
  expect((await queueOf(ada)).items).toEqual([]);
});
