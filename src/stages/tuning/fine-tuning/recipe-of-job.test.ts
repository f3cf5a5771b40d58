import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobContract } from './job.contract.ts';
import { hyperparametersOf, recipeOfJob } from './recipe-of-job.ts';

const body = { project: 'p', model: 'm', training_file: 'file-1' };
const schema = jobContract.create['~orpc'].inputSchema!;
const read = (wish: object) => recipeOfJob(schema.parse({ ...body, ...wish }));
const supervised = (hyperparameters: object) => ({
  method: { type: 'supervised', supervised: { hyperparameters } },
});

describe('the recipe of a job', () => {
  test('is the standard one where nothing or "auto" is wished', () => {
    const plain = read({});
    expect(plain).toMatchObject({ objective: 'sft', epochs: 2, batch_rows: 8, seed: 0 });
    expect(plain.optimizer.learning_rate).toBe(1e-3);
    const auto = { n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' };
    expect(read(supervised(auto))).toEqual(plain);
    expect(read({ hyperparameters: auto, suffix: null, seed: null, metadata: null })).toEqual(plain);
  });

  test('takes hyperparameters from either place, and counts the multiplier from the usual rate of the method', () => {
    const wish = { n_epochs: 3, batch_size: 4, learning_rate_multiplier: 0.3 };
    const expected = { epochs: 3, batch_rows: 4, optimizer: { learning_rate: 3e-4 }, seed: 7 };
    expect(read({ ...supervised(wish), seed: 7 })).toMatchObject(expected);
    expect(read({ hyperparameters: wish, seed: 7 })).toMatchObject(expected);
    const full = { ...supervised(wish), attune: { recipe: { method: { kind: 'full' } } } };
    expect(read(full).optimizer.learning_rate).toBe(6e-6);
    const named = { attune: { recipe: { optimizer: { learning_rate: 2e-4 } } } };
    expect(read({ ...named, ...supervised(wish) }).optimizer.learning_rate).toBe(6e-5);
  });

  test('of dpo has its beta and its own usual rate', () => {
    const method = { type: 'dpo', dpo: { hyperparameters: { beta: 0.2, learning_rate_multiplier: 2 } } };
    const recipe = read({ method });
    expect(recipe).toMatchObject({ objective: 'dpo', preference: { beta: 0.2 } });
    expect(recipe.optimizer.learning_rate).toBe(1e-4);
    expect(hyperparametersOf(recipe)).toMatchObject({ beta: 0.2, learning_rate_multiplier: 2 });
  });

  test('says in OpenAI’s words what it was made of', () => {
    const wish = fc.record({
      n_epochs: fc.integer({ min: 1, max: 50 }),
      batch_size: fc.integer({ min: 1, max: 256 }),
      learning_rate_multiplier: fc.integer({ min: 1, max: 9_999 }).map(n => n / 1_000),
    });
    const comesBack = fc.property(wish, each => {
      expect(hyperparametersOf(read(supervised(each)))).toEqual(each);
    });
    fc.assert(comesBack);
  });

  test('is refused with the field that is wrong', () => {
    const twice = { ...supervised({ n_epochs: 1 }), hyperparameters: { n_epochs: 2 } };
    expect(() => read(twice)).toThrow(expect.objectContaining({ code: 'conflicting_hyperparameters' }));
    for (const [recipe, param] of [
      [{ batch_rows: 0 }, 'attune.recipe.batch_rows'],
      [{ method: { kind: 'lora', rank: 0 } }, 'attune.recipe.method.rank'],
      [{ nonsense: 1 }, 'attune.recipe.nonsense'],
    ])
      expect(() => read({ attune: { recipe } })).toThrow(
        expect.objectContaining({ code: 'invalid_recipe', fields: { param } }),
      );
  });

  test.each([
    ['n_epochs', [0, 51, 1.5, 'many']],
    ['batch_size', [0, 257, '8']],
    ['learning_rate_multiplier', [0, -1, 'fast']],
  ])('has no room for %s out of its range', (name, values) => {
    for (const value of values) {
      const parsed = schema.safeParse({ ...body, ...supervised({ [name]: value }) });
      expect(parsed.error?.issues[0]).toMatchObject({
        path: ['method', 'supervised', 'hyperparameters', name],
      });
    }
  });
});
