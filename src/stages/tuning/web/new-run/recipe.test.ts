import { describe, expect, test } from 'vitest';
import { methodNames, methodPresets, type RecipeWish } from '../../methods/method-names.ts';
import { recipeSchema } from '../../runs/recipe.ts';
import { readAddress, searchSchema, writeAddress } from './recipe-address.ts';
import { faultsOf } from './recipe-faults.ts';
import { readYaml, writeYaml } from './recipe-yaml.ts';
import { addSet, changeSet, chooseVersion, ownVersion, removeSet } from './data-sets.ts';
import { changeRows, obstacleOf, planOf, raiseStage, removeStage, withPlan } from './plan-draft.ts';
import { applyCard, cardNames, cardOf, plainRecipe } from './recipes.ts';
import { listUnseen } from './form-fields.ts';
import { withAdvice, withMethod, withRecipe } from './edit-draft.ts';

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

describe('form and YAML are one document', () => {
  const recipe: RecipeWish = {
    method: { kind: 'lora', rank: 8, targets: ['q_proj', 'v_proj'] },
    batch_rows: 4,
    eval: { early_stopping: null },
  };

  test('what a text says is the recipe, and back', () => {
    expect(readYaml(writeYaml(recipe))).toEqual({ recipe, faults: [] });
    for (const name of methodNames)
      for (const card of cardNames) {
        const plain = plainRecipe(name, card);
        expect(readYaml(writeYaml(plain))).toEqual({ recipe: plain, faults: [] });
      }
  });

  test('over an earlier text only the changes are written: comments and order stay', () => {
    const text = '# for the night\nbatch_rows: 4\nmethod:\n  targets: [q_proj] # enough\n  rank: 8\n';
    const { recipe: read } = readYaml(text);
    expect(writeYaml(read!, text)).toBe(text);
    const changed = writeYaml({ ...read, method: { ...read!.method, rank: 4 } as never, seed: 1 }, text);
    expect(changed).toBe(
      '# for the night\nbatch_rows: 4\nmethod:\n  targets: [ q_proj ] # enough\n  rank: 4\nseed: 1\n',
    );
    expect(readYaml(writeYaml({ batch_rows: 4 }, text)).recipe).toEqual({ batch_rows: 4 });
  });

  test('what the form cannot show stays through changes in the form, and is named', () => {
    const next = withMethod({ recipe, card: 'custom' }, 'dora').recipe;
    expect(next).toMatchObject({ method: { targets: ['q_proj', 'v_proj'] }, eval: { early_stopping: null } });
    expect(listUnseen(recipe, false)).toEqual(['method.targets', 'batch_rows', 'eval.early_stopping']);
    expect(listUnseen(recipe, true)).toEqual(['method.targets', 'eval.early_stopping']);
  });

  test('a text that is wrong says where', () => {
    const { faults } = readYaml('epochs: 2\nmethod:\n  rank: 0\n  rnk: 3\neval:\n  every_steps: often\n');
    expect(faults).toEqual([
      { field: 'method.rank', code: 'tooSmall', values: { limit: 1 }, line: 3 },
      { field: 'method.rnk', code: 'unknown', line: 4 },
      { field: 'eval.every_steps', code: 'type', line: 6 },
    ]);
    expect(readYaml('method:\n  kind: wizardry\n').faults).toEqual([
      { field: 'method.kind', code: 'kind', line: 2 },
    ]);
    expect(readYaml('a: b: c\n')).toMatchObject({ faults: [{ code: 'syntax', line: 1 }] });
    expect(readYaml('- 1\n').recipe).toBeUndefined();
    expect(readYaml('').recipe).toEqual({});
    expect(faultsOf({ method: { dropout: 2 } })).toEqual([
      { field: 'method.dropout', code: 'tooBig', values: { limit: 0.9 } },
    ]);
  });
});

describe('plans and data sets', () => {
  const choices = [
    { id: 'a', name: 'orders', n: 1, rows: 10 },
    { id: 'b', name: 'lamps', n: 2, rows: 5 },
  ];

  test('a second data set makes a list of which the first is the run’s own', () => {
    const two = addSet({ epochs: 3 }, 'a', choices);
    expect(two).toEqual({ epochs: 3, dataset: [{ name: 'orders' }, { version: 'b', name: 'lamps' }] });
    expect(ownVersion(two, 'a')).toBe('a');
    expect(addSet(two, 'a', choices).dataset![2]).toEqual({ version: 'a', name: 'orders 2' });
    const chosen = chooseVersion(two, 'a', 0, 'b', choices);
    expect(chosen.dataset![0]).toEqual({ version: 'b', name: 'lamps 2' });
    expect(ownVersion(chosen, 'a')).toBeUndefined();
    const renamed = changeSet(two, 0, { name: 'mine' });
    expect(chooseVersion(renamed, 'a', 0, 'b', choices).dataset![0]!.name).toBe('mine');
    expect(removeSet(two, 'a', 0)).toEqual({ recipe: { epochs: 3 }, version: 'b' });
  });

  test('a plan by its name, written out, taken away', () => {
    const named = withPlan({ epochs: 4 }, 'unfreeze_ladder');
    expect([planOf({}), planOf(named)]).toEqual(['none', 'unfreeze_ladder']);
    const own = withPlan(named, 'own');
    expect(own.stages).toMatchObject([{ upper_share: 0.25 }, { upper_share: 0.5 }, { epochs: 2 }]);
    expect(faultsOf(own)).toEqual([]);
    expect(readYaml(writeYaml(own))).toEqual({ recipe: own, faults: [] });
    const eased = changeRows(own, 0, { easier_than: 0.5 });
    expect(changeRows(eased, 0, { easier_than: undefined })).toEqual(own);
    expect(raiseStage(own, 2).stages).toMatchObject([{}, { epochs: 2 }, { upper_share: 0.5 }]);
    expect(withPlan(own, 'none')).toEqual({ epochs: 4 });
    expect(removeStage({ stages: [{ steps: 2 }] }, 0)).toEqual({});
    expect(listUnseen({ ...own, dataset: [{ name: 'a' }] }, false)).toEqual([]);
    expect(obstacleOf({}, 'general_to_specific', 'adapter')).toBe('oneSet');
    expect(obstacleOf({}, 'unfreeze_ladder', 'soft')).toBe('soft');
  });

  test('faults of stages stand at their fields and lines', () => {
    const text =
      'stages:\n  - epochs: 1\n    steps: 2\n  - rows:\n      harder_than: 0.9\n      easier_than: 0.5\n    rate: 2\n';
    expect(readYaml(text).faults.map(({ field, code, line }) => [field, code, line])).toEqual([
      ['stages.0.steps', 'oneLength', 3],
      ['stages.1.rows.harder_than', 'noRows', 5],
      ['stages.1.rate', 'unknown', 7],
    ]);
    expect(faultsOf({ stages: [{ epochs: 1, steps: 2 }] })).toEqual([
      { field: 'stages.0.steps', code: 'oneLength' },
    ]);
    expect(faultsOf({ stages: 'wizardry' })).toMatchObject([{ field: 'stages', code: 'choice' }]);
    expect(faultsOf({ dataset: [{ name: 'a' }, { name: 'a' }] })).toEqual([
      { field: 'dataset', code: 'sameName' },
    ]);
  });
});

describe('how far a run goes', () => {
  test('every card suits every method, and is recognised', () => {
    for (const name of methodNames)
      for (const card of cardNames) {
        const recipe = plainRecipe(name, card);
        expect(cardOf(recipe)).toBe(card);
        if (!name.includes('tuning')) expect(recipeSchema.safeParse(recipe).success).toBe(true);
      }
    expect(applyCard({ method: methodPresets.prefix_tuning, seed: 3 }, 'thorough')).toEqual({
      method: { kind: 'prefix_tuning', tokens: 60 },
      epochs: 6,
      seed: 3,
    });
  });

  test('a field that a card decides makes it custom, another does not', () => {
    const draft = { recipe: plainRecipe('lora', 'standard'), card: 'standard' } as const;
    expect(withRecipe(draft, { ...draft.recipe, epochs: 9 }).card).toBe('custom');
    expect(withRecipe(draft, { ...draft.recipe, batch_rows: 2 }).card).toBe('standard');
    expect(withRecipe(draft, plainRecipe('lora', 'gentle')).card).toBe('gentle');
  });

  test('a rate of one kind of method is not taken to another', () => {
    const draft = {
      recipe: { method: { kind: 'lora' }, optimizer: { learning_rate: 1 } } as RecipeWish,
      card: 'custom',
    } as const;
    expect(withMethod(draft, 'dora').recipe.optimizer).toEqual({ learning_rate: 1 });
    expect(withMethod(draft, 'full').recipe).toEqual({ method: { kind: 'full' } });
  });

  test('what the pre-flight advises is written over the recipe', () => {
    const full: RecipeWish = {
      method: { kind: 'full' },
      optimizer: { learning_rate: 1, warmup_steps: 3 },
      epochs: 1,
    };
    expect(withAdvice(full, { method: { kind: 'lora' }, optimizer: { learning_rate: null } })).toEqual({
      method: { kind: 'lora' },
      optimizer: { warmup_steps: 3 },
      epochs: 1,
    });
    expect(withAdvice({ method: { kind: 'lora', rank: 8 } }, { method: { quantization: 'nf4' } })).toEqual({
      method: { kind: 'lora', rank: 8, quantization: 'nf4' },
    });
  });
});

describe('the address', () => {
  const read = (address: object, kept = memory()) => readAddress(searchSchema.parse(address), kept);

  test('says method and card where they are enough', () => {
    const draft = { recipe: plainRecipe('prefix_tuning', 'gentle'), card: 'gentle' } as const;
    const address = writeAddress(draft, memory(), 'd');
    expect(address).toEqual({ method: 'prefix_tuning', recipe: 'gentle', set: undefined, draft: undefined });
    expect(read(address)).toEqual(draft);
    expect(read({})).toEqual({ recipe: { method: { kind: 'lora' } }, card: 'standard' });
  });

  test('says the whole recipe where they are not', () => {
    const draft = { recipe: { method: { kind: 'full' }, seed: 4 } as RecipeWish, card: 'custom' } as const;
    expect(read(writeAddress(draft, memory(), 'd'))).toEqual(draft);
  });

  test('keeps a long text in the tab, and shows others the rest', () => {
    const kept = memory();
    const recipe: RecipeWish = {
      method: { kind: 'prefix_tuning', tokens: 9, text: '请耐心回答。'.repeat(400) },
    };
    const address = writeAddress({ recipe, card: 'custom' }, kept, 'd');
    expect(encodeURIComponent(JSON.stringify(address)).length).toBeLessThan(6_000);
    expect(read(address, kept).recipe).toEqual(recipe);
    expect(read(address).recipe).toEqual({ method: { kind: 'prefix_tuning', tokens: 9 } });
  });
});
