import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { createKeptCounts } from './keep-counts.ts';
import { placeBins } from './place-bins.ts';

describe('facets of records', () => {
  let services: TestServices;
  let project: Awaited<ReturnType<typeof createTestProject>>;

  beforeAll(async () => {
    services = await createTestServices();
  });

  beforeEach(async () => {
    project = await createTestProject(services);
    await project.importText(
      jsonl([
        pair('退款什么时候到账？', '一般 1-3 个工作日。', { label: 'refund' }),
        pair('When is my refund paid?', 'Within three working days.', { label: 'refund' }),
        pair('Can I change the address?', 'Yes, until it is sent.', { label: 'address' }),
        pair('Hello there everybody', 'Hello there everybody'),
        pair('How long does it take?', 'word '.repeat(400)),
      ]),
    );
    await project.clean({ operators: { repetition: false } });
  });

  const facets = async (filter: object = {}) =>
    (await project.data.recordFacets.facets({ project: project.project, ...filter })).value!;
  const histogram = async (signal: string, filter: object = {}) =>
    (await project.data.recordFacets.histograms({ project: project.project, ...filter })).value!.find(
      one => one.signal === signal,
    )!;
  const asObject = (counted: { value: string; count: number }[]) =>
    Object.fromEntries(counted.map(({ value, count }) => [value, count]));

  it('count each field, and the decisions that hold', async () => {
    const found = await facets();
    expect(found.matches).toBe(5);
    expect(asObject(found.states)).toEqual({ active: 3, set_aside: 1, dropped: 1 });
    expect(asObject(found.sources)).toEqual({ [project.source.id]: 5 });
    expect(asObject(found.labels)).toEqual({ refund: 2, address: 1, '': 2 });
    expect(asObject(found.languages)).toMatchObject({ zh: 1 });
    expect(asObject(found.decisions)).toMatchObject({ 'echo.echo': 1 });
  });

  it('leave out their own field and keep all others', async () => {
    const found = await facets({ label: 'refund', text: '退款' });
    expect(found.matches).toBe(1);
    expect(asObject(found.labels)).toEqual({ refund: 1 });
    expect(asObject((await facets({ label: 'refund' })).labels)).toEqual({ refund: 2, address: 1, '': 2 });
    expect((await facets({ text: '?!' })).matches).toBe(0);
    expect((await facets({ label: '' })).matches).toBe(2);
  });

  it('are new once something was decided, and what was taken back counts no more', async () => {
    await facets();
    const { decisionSets } = project.data;
    const { id } = await decisionSets.create({
      project: project.project,
      action: 'drop',
      reason: 'r',
      filter: { label: 'refund' },
    });
    await project.runJobs();
    expect(asObject((await facets()).decisions)).toMatchObject({ 'person.drop': 2 });
    expect(asObject((await facets()).states)).toEqual({ active: 2, dropped: 3 });
    await decisionSets.revert({ project: project.project, id });
    await project.runJobs();
    expect(asObject((await facets()).decisions)).not.toHaveProperty('person.drop');
  });

  it('spread numbers over bins that add up, and a cut at a bin meets exactly what it says', async () => {
    const tokens = await histogram('length.tokens');
    expect(tokens.bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(tokens.measured).toBe(5);
    const cut = tokens.bins.findLastIndex(({ count }) => count > 0);
    const { items } = await project.data.records.list({
      project: project.project,
      where: `length.tokens>=${tokens.bins[cut]!.from}`,
    });
    expect(items).toHaveLength(tokens.bins[cut]!.count);
    const characters = await histogram('characters', { state: 'dropped' });
    expect(characters.bins.map(({ kept }) => kept)).toEqual(characters.bins.map(() => 0));
    expect((await histogram('repetition.loopShare')).measured).toBe(0);
  });
});

describe('bins', () => {
  it('are at most 20, at least one, of a width that is read easily', () => {
    const number = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (mean, deviation, max) => {
        const edges = placeBins({ mean, deviation, max }, 'count');
        expect(edges.length).toBeGreaterThanOrEqual(1);
        expect(edges.length).toBeLessThanOrEqual(20);
        expect((edges[1] ?? 1).toExponential()[0]).toMatch(/[125]/);
      }),
    );
  });
});

describe('kept counts', () => {
  it('answer what there is while newer ones are made, and say so', async () => {
    let now = 1_000;
    const counts = createKeptCounts(() => now, 5);
    const slowly = (value: number) => async () => {
      now += 100;
      await sleep(30);
      return value;
    };
    expect(await counts.keep('p', slowly(1))).toEqual({ value: null, at: null, isCounting: true });
    await sleep(50);
    expect(await counts.keep('p', slowly(2))).toMatchObject({ value: 1, isCounting: false });
    now += 3_000;
    expect(await counts.keep('p', slowly(2))).toMatchObject({ value: 1, isCounting: true });
    await sleep(50);
    expect(await counts.keep('p', slowly(3))).toMatchObject({ value: 2, isCounting: false });
    counts.forget('p');
    expect(await counts.keep('p', async () => 4)).toMatchObject({ value: 4, isCounting: false });
  });

  it('throw what went wrong once, and count again', async () => {
    const counts = createKeptCounts(() => 1, 50);
    const failing = () => Promise.reject(new Error('no database'));
    await expect(counts.keep('p', failing)).rejects.toThrow('no database');
    expect(await counts.keep('p', async () => 1)).toMatchObject({ value: 1 });
  });
});
