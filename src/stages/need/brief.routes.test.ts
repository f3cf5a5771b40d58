import { beforeAll, describe, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { needRouter } from './index.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

describe('a brief', () => {
  test('is written, assessed, and lost by neither of two editors', async () => {
    const need = services.callerOf(needRouter);
    const { slug } = await need.projects.create({
      slug: 'desk',
      name: 'Desk',
      languages: ['en'],
      systemPrompt: '',
    });
    await expect(need.brief.assess({ project: slug })).rejects.toMatchObject({ code: 'brief_missing' });
    const brief = { reason: 'tone' as const, problem: 'Answers sound like nobody.' };
    const first = await need.brief.put({ project: slug, version: 0, brief });
    expect(first.version).toBe(1);
    const mine = need.brief.put({ project: slug, version: 1, brief: { ...brief, target: 'mine' } });
    const theirs = need.brief.put({ project: slug, version: 1, brief: { ...brief, target: 'theirs' } });
    const outcomes = await Promise.allSettled([mine, theirs]);
    expect(outcomes.map(o => o.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await need.brief.assess({ project: slug })).verdict).toBe('improve_prompts');
  });

  test('a slug is taken once, and a bad one says why', async () => {
    const need = services.callerOf(needRouter);
    const wish = { slug: 'twice', name: 'Twice', languages: ['en'], systemPrompt: '' };
    await need.projects.create(wish);
    await expect(need.projects.create(wish)).rejects.toMatchObject({ code: 'project_exists' });
    await expect(need.projects.create({ ...wish, slug: 'No Good' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
