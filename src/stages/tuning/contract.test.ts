import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import { completeMethod } from './runs/complete-method.ts';
import { recipeSchema } from './runs/recipe.ts';
import {
  isSoftPrompt,
  preferenceRates,
  type TrainingMethod,
  trainingMethodSchema,
  usualRates,
} from './runs/training-method.ts';
import { nextRunState, type RunMove, runStates } from './runs/run-state.ts';
import { type Preflight, preflightSchema } from './runs/run.contract.ts';
import type { DataSetWish, Stage } from './runs/training-plan.ts';
import { readRecipe, readTask } from './terminal/run.commands.ts';
import { sparkline } from './terminal/sparkline.ts';
import { describeBatch } from './training/describe-batch.ts';
import { foldProgress } from './training/fold-progress.ts';
import { coursesOfTasks } from './web/run/courses-of-tasks.ts';
import { addEvents, nothingYet } from './web/run/run-course.ts';

const fixture = (name: string) => readFileSync(`contract-fixtures/${name}`, 'utf8');
type Shown = { method: TrainingMethod; usual_rate: number; preference_rate: number };
const events = fixture('events.jsonl')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as EngineEvent);

describe('the contract with the engine', () => {
  test('a recipe holds every field of run.json but those that make it this run', () => {
    const {
      protocol: _protocol,
      run_id: _id,
      base: _base,
      data: _data,
      ...recipe
    } = JSON.parse(fixture('run.json'));
    // What is mixed becomes the `data` of run.json.
    const { dataset: _dataset, mixing: _mixing, ...parsed } = recipeSchema.parse(recipe);
    expect(parsed).toEqual(recipe);
    const { dataset, mixing: _, ...whole } = recipeSchema.parse({ sample: { prompts: [] } });
    expect(dataset).toBeNull();
    expect(Object.keys(whole).toSorted()).toEqual(Object.keys(recipe).toSorted());
    for (const [name, value] of Object.entries(recipe))
      if (value && typeof value === 'object')
        expect(Object.keys(whole[name as 'method'])).toEqual(expect.arrayContaining(Object.keys(value)));
  });

  test('every method is the engine’s, with its defaults and its usual learning rate', () => {
    const shown = fixture('methods.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Shown);
    expect(shown.map(({ method }) => method.kind)).toEqual(Object.keys(usualRates));
    for (const { method, usual_rate, preference_rate } of shown) {
      const text = isSoftPrompt(method) ? { text: method.text } : {};
      expect(trainingMethodSchema.parse({ kind: method.kind, ...text })).toEqual(method);
      expect(usualRates[method.kind]).toBe(usual_rate);
      expect(preferenceRates[method.kind]).toBe(preference_rate);
    }
    expect(trainingMethodSchema.parse({ rank: 4 })).toMatchObject({ kind: 'lora', rank: 4 });
  });

  test('a recipe is frozen with what it left to the method and the project', () => {
    const wish = recipeSchema.parse({ method: { kind: 'prefix_tuning' } });
    expect(completeMethod(wish, 'Be kind.')).toMatchObject({
      method: { text: 'Be kind.' },
      optimizer: { learning_rate: usualRates.prefix_tuning },
    });
    expect(() => completeMethod(wish, ' ')).toThrow(expect.objectContaining({ code: 'prompt_text_missing' }));
    const own = recipeSchema.parse({ optimizer: { learning_rate: 0.5 } });
    expect(completeMethod(own, '').optimizer.learning_rate).toBe(0.5);
    const pairs = recipeSchema.parse({ objective: 'dpo' });
    expect(completeMethod(pairs, '').optimizer.learning_rate).toBe(preferenceRates.lora);
  });

  test('a plan has the engine’s fields, with its defaults', () => {
    const { stages, data } = JSON.parse(fixture('run-plan.json'));
    const wish = { stages, dataset: data.tasks.map(({ name, weight }: DataSetWish) => ({ name, weight })) };
    const parsed = recipeSchema.parse(wish);
    expect(parsed.stages).toEqual(stages);
    expect(parsed.dataset).toEqual(wish.dataset.map((each: DataSetWish) => ({ ...each, version: null })));
    const [plain] = recipeSchema.parse({ stages: [{}] }).stages as Stage[];
    expect(Object.keys(plain!).toSorted()).toEqual(Object.keys(stages[0]).toSorted());
    expect(Object.keys(plain!.rows).toSorted()).toEqual(Object.keys(stages[0].rows).toSorted());
  });

  test('what preflight and events say of a plan is understood', () => {
    const said = fixture('plan-events.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as EngineEvent);
    expect(foldProgress(null, said)).toMatchObject({ step: 1, loss: 1.8811, validationLoss: 1.4311 });
    const { tasks, stages } = said[0]! as unknown as Preflight;
    const found = preflightSchema.parse({
      ...JSON.parse(fixture('preflight-result.json')),
      tasks,
      stages,
    });
    expect(found.tasks).toEqual(tasks);
    expect(found.stages).toEqual(stages);
    const course = addEvents(
      nothingYet,
      said.map(({ seq, type, time, ...payload }) => ({ seq, type, at: new Date(time), payload })),
    );
    expect(course.stages).toEqual([{ stage: 1, name: 'easy', step: 1 }]);
    expect(coursesOfTasks(course)).toEqual([
      { name: 'orders', steps: [{ step: 1, loss: 1.9201 }], evals: [{ step: 28, loss: 1.4311 }] },
      { name: 'lamps', steps: [{ step: 1, loss: 1.8123 }], evals: [] },
    ]);
  });

  test('what preflight says is understood', () => {
    const found = preflightSchema.parse(JSON.parse(fixture('preflight-result.json')));
    expect(found.memory.fits).toBe(true);
    expect(found.untrainable[0]).toMatchObject({ split: 'train', code: 'row_no_trainable_token' });
  });

  test('preference events are steps and evaluations like others', () => {
    const said = fixture('preference-events.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as EngineEvent);
    expect(foldProgress(null, said)).toMatchObject({ step: 1, loss: 0.6921, validationLoss: 0.5903 });
    expect(foldProgress(null, said).reference).toEqual({ done: 128, total: 544 });
    const [, step] = describeBatch('id', 41, said);
    expect(step!.payload).toMatchObject({
      items: [{ reward_chosen: 0.0012, reward_margin: 0.0021, reward_accuracy: 0.625 }],
    });
  });

  test('events add up to where a run stands, the last word counts', () => {
    const until = (type: string) => events.slice(0, events.findIndex(event => event.type === type) + 1);
    const live = {
      step: 1,
      loss: 1.8811,
      validationLoss: 1.8521,
      tokensPerS: 251.4,
      etaS: 192.3,
      stepsPlanned: 56,
    };
    expect(foldProgress(null, until('step'))).toMatchObject(live);
    expect(foldProgress(foldProgress(null, until('step')), events.slice(7, 8))).toMatchObject({ step: 24 });
    expect(foldProgress(null, until('done'))).toMatchObject({ step: 56, validationLoss: 1.2012, etaS: 0 });
    const kinds = describeBatch('id', 41, events).map(event => event.kind);
    expect(kinds).toEqual(['run.step', 'run.eval', 'run.sample', 'run.checkpoint', 'run.warning']);
  });
});

describe('the states of a run', () => {
  const moves: RunMove[] = ['start', 'begin', 'stop', 'fail', 'finish', 'pause', 'resume', 'cancel'];
  const tries = (from: (typeof runStates)[number]) =>
    moves.filter(move => {
      try {
        return nextRunState(from, move);
      } catch {
        return false;
      }
    });

  test('what is over stays over', () => {
    expect(tries('done')).toEqual([]);
    expect(tries('cancelled')).toEqual([]);
    expect(tries('failed')).toEqual(['resume', 'cancel']);
    expect(tries('paused')).toEqual(['resume', 'cancel']);
  });

  test('an engine that is gone: the run goes on, unless somebody wanted it to stop', () => {
    expect(
      runStates.map(state => tries(state).includes('stop') && nextRunState(state, 'stop')).filter(Boolean),
    ).toEqual(['starting', 'starting', 'paused', 'cancelled']);
  });

  test('an illegal move says what can be done', () => {
    const refused = { code: 'run_cannot_pause', status: 409, fields: { state: 'done', move: 'pause' } };
    expect(() => nextRunState('done', 'pause')).toThrow(expect.objectContaining(refused));
  });
});

describe('the terminal', () => {
  test('a data set is its name, its version and its weight', () => {
    expect(readTask('orders=019ab000')).toEqual({ name: 'orders', version: '019ab000' });
    expect(readTask('lamps=019ab000*2.5')).toEqual({ name: 'lamps', version: '019ab000', weight: 2.5 });
    expect(() => readTask('orders')).toThrow('"orders" is no setting');
  });

  test('settings on the command line lie over the file', () => {
    expect(readRecipe(undefined, ['epochs=3', 'method.rank=8', 'eval.early_stopping=null'])).toEqual({
      epochs: 3,
      method: { rank: 8 },
      eval: { early_stopping: null },
    });
    expect(() => readRecipe(undefined, ['epochs'])).toThrow('"epochs" is no setting');
  });

  test('a curve fits its line', () => {
    expect(sparkline([3, 2, null, 1], 10)).toBe('█▅▁');
    expect(
      sparkline(
        Array.from({ length: 100 }, (_, i) => i),
        8,
      ),
    ).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([], 8)).toBe('');
  });
});
