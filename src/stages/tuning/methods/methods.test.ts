import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recipeSchema } from '../runs/recipe.ts';
import { preflightSchema } from '../runs/run.contract.ts';
import { recipeOfRun, wishOfRun } from '../runs/recipe-of-run.ts';
import { trainingMethodSchema } from '../runs/training-method.ts';
import { drawMemory } from '../terminal/draw-memory.ts';
import { drawMethodCard, listMethods } from '../terminal/draw-methods.ts';
import { readRecipe } from '../terminal/run.commands.ts';
import { describeAdvice } from './describe-advice.ts';
import { describeMethod, listMethodFacts, methodOf } from './describe-method.ts';
import { fieldsOfMethod } from './method-fields.ts';
import { changeMethod, methodNames, methodPresets, nameOfMethod } from './method-names.ts';
import { sayIn } from './say.ts';

const [en, zh] = [sayIn('en'), sayIn('zh')];
const frozen = (wish: object) => trainingMethodSchema.parse(wish);

describe('a method in a few words', () => {
  test.each([
    [{}, 'LoRA r 16', 'LoRA r 16'],
    [{ quantization: 'nf4' }, 'QLoRA NF4 r 16', 'QLoRA NF4 r 16'],
    [{ quantization: 'int8', rank: 8 }, 'QLoRA int8 r 8', 'QLoRA int8 r 8'],
    [{ magnitudes: true }, 'DoRA r 16', 'DoRA r 16'],
    [{ magnitudes: true, quantization: 'nf4' }, 'QDoRA NF4 r 16', 'QDoRA NF4 r 16'],
    [{ start: 'principal' }, 'PiSSA r 16', 'PiSSA r 16'],
    [{ rank: 128, rank_stabilised: true }, 'rsLoRA r 128', 'rsLoRA r 128'],
    [{ last_layers: 8 }, 'LoRA r 16, last 8 layers', 'LoRA r 16，末 8 层'],
    [{ kind: 'full' }, 'full', 'full'],
    [{ kind: 'freeze' }, 'freeze last 2 layers', 'freeze 末 2 层'],
    [
      { kind: 'freeze', last_layers: 1, embeddings: true },
      'freeze last layer, embeddings',
      'freeze 末 1 层，词嵌入',
    ],
    [{ kind: 'prompt_tuning' }, 'prompt 20 tokens', 'prompt 20 词元'],
    [{ kind: 'p_tuning', tokens: 1 }, 'P-tuning 1 token', 'P-tuning 1 词元'],
    [{ kind: 'prefix_tuning' }, 'prefix 30 tokens', 'prefix 30 词元'],
  ])('%j', (wish, english, chinese) => {
    expect(describeMethod(frozen(wish), en)).toBe(english);
    expect(describeMethod(frozen(wish), zh)).toBe(chinese);
  });

  test('a run from before there were several is LoRA, and what is none is nothing', () => {
    expect(methodOf({})).toMatchObject({ kind: 'lora' });
    expect(methodOf({ method: { kind: 'wizardry' } })).toBeUndefined();
  });

  test('every fact of every method has words in both languages', () => {
    for (const name of methodNames)
      for (const say of [en, zh])
        expect(JSON.stringify(listMethodFacts(frozen(methodPresets[name]), say))).not.toContain('⟦');
    expect(listMethodFacts(frozen({ kind: 'prompt_tuning', start: 'random' }), en)).toEqual([
      ['Tokens', '20'],
      ['Start from', 'Random'],
    ]);
  });
});

describe('choosing a method', () => {
  test('every name leads to a recipe and back', () => {
    for (const name of methodNames) {
      expect(nameOfMethod(methodPresets[name])).toBe(name);
      expect(trainingMethodSchema.safeParse(methodPresets[name]).success).toBe(true);
    }
  });

  test('keeps what means the same in the other', () => {
    const lora = { kind: 'lora', rank: 8, dropout: 0.05, quantization: 'nf4' } as const;
    expect(changeMethod(lora, 'dora')).toEqual({ kind: 'lora', rank: 8, dropout: 0.05, magnitudes: true });
    expect(changeMethod(lora, 'pissa')).toEqual({ kind: 'lora', rank: 8, start: 'principal' });
    expect(changeMethod(lora, 'prefix_tuning')).toEqual({ kind: 'prefix_tuning' });
    const soft = { kind: 'prompt_tuning', tokens: 50, text: 'Be kind.' } as const;
    expect(changeMethod(soft, 'prefix_tuning')).toEqual({ kind: 'prefix_tuning', text: 'Be kind.' });
    expect(changeMethod(soft, 'full')).toEqual({ kind: 'full' });
  });

  test('the fields that are left are the schema’s, with its limits', () => {
    expect(fieldsOfMethod('pissa').map(({ name }) => name)).toEqual([
      'rank',
      'alpha',
      'targets',
      'rank_stabilised',
      'last_layers',
    ]);
    expect(fieldsOfMethod('lora')[0]).toEqual({
      name: 'rank',
      type: 'integer',
      isNullable: false,
      default: 16,
      min: 1,
      max: 1024,
    });
    expect(fieldsOfMethod('dora').find(({ name }) => name === 'quantization')).toMatchObject({
      type: 'choice',
      choices: ['nf4', 'int8'],
      isNullable: true,
    });
    expect(fieldsOfMethod('full')).toEqual([]);
  });

  test('the terminal has the same texts, and a short name for each', () => {
    for (const say of [en, zh]) {
      const drawn = listMethods(say).map(card => drawMethodCard(card, say, 80));
      expect(drawn).toHaveLength(10);
      expect(drawn.join('')).not.toContain('⟦');
    }
    expect(readRecipe(undefined, ['method.tokens=50'], 'prefix_tuning')).toEqual({
      method: { kind: 'prefix_tuning', tokens: 50 },
    });
  });
});

describe('a frozen run', () => {
  const config = {
    protocol: 1,
    run_id: 'r',
    base: { digest: 'd' },
    ...recipeSchema.parse({
      method: { kind: 'prefix_tuning', tokens: 50, text: 'Be kind.' },
      optimizer: { learning_rate: 0.005 },
      batch_rows: 4,
      sample: {
        prompts: [{ id: '01a0f3c2-1111-7abc-8abc-0123456789ab', messages: [{ role: 'user', content: '?' }] }],
      },
    }),
  };

  test('is a whole recipe again, without the questions that were taken from its rows', () => {
    const recipe = recipeOfRun({ config, systemPrompt: '' });
    expect(recipeSchema.parse(recipe)).toEqual(recipe);
    expect(recipe).toMatchObject({ batch_rows: 4, method: { kind: 'prefix_tuning', text: 'Be kind.' } });
    expect(JSON.stringify(recipe)).not.toContain('prompts');
    const own = { ...config, sample: { ...config.sample, prompts: [{ id: 'greeting', messages: [] }] } };
    expect(JSON.stringify(recipeOfRun({ config: own, systemPrompt: '' }))).toContain('greeting');
  });

  test('is cloned as what differs from the standard of its method', () => {
    expect(wishOfRun({ config, systemPrompt: 'Be kind.' })).toEqual({
      method: { kind: 'prefix_tuning', tokens: 50 },
      batch_rows: 4,
    });
    expect(wishOfRun({ config, systemPrompt: 'Be brief.' }).method).toMatchObject({ text: 'Be kind.' });
    expect(wishOfRun({ config: recipeSchema.parse({}), systemPrompt: '' })).toEqual({
      method: { kind: 'lora' },
    });
  });
});

describe('the memory at the terminal', () => {
  const found = preflightSchema.parse(
    JSON.parse(readFileSync('contract-fixtures/preflight-result.json', 'utf8')),
  );

  test('is drawn part by part, with the rule of thumb and what would make it fit', () => {
    const drawn = drawMemory(found, en);
    expect(drawn[0]).toBe('Memory 1.9 GB to 3.1 GB  ·  16.0 GB free');
    expect(drawn[5]).toBe(`  Activations         1.2 GB  ${'█'.repeat(40)}`);
    expect(drawn).toContain('  Rule of thumb, parameters × 4 bytes × 4: 2.2 GB');
    expect(drawn.at(-1)).toBe('  → 4 rows a step: 1.8 GB instead of 2.4 GB');
    expect(drawMemory(found, zh).join('')).not.toMatch(/⟦|[a-z]{4,} /);
  });

  test('every advice has words in both languages', () => {
    const advised = [
      { change: 'fewer_rows', recipe: { batch_rows: 1 } },
      { change: 'shorter_rows', recipe: { max_tokens_per_row: 512 } },
      { change: 'quantize', recipe: { method: { quantization: 'nf4' } } },
      { change: 'smaller_rank', recipe: { method: { rank: 8, alpha: 16 } } },
      { change: 'lora', recipe: { method: { kind: 'lora' } } },
      { change: 'lora', recipe: { method: { kind: 'lora', quantization: 'int8' } } },
    ] as const;
    expect(advised.map(each => describeAdvice(each, en))).toEqual([
      '1 row a step',
      'rows of 512 tokens at most',
      'QLoRA NF4',
      'rank 8',
      'LoRA instead of whole weights',
      'QLoRA int8 instead of whole weights',
    ]);
    for (const each of advised) expect(describeAdvice(each, zh)).not.toContain('⟦');
  });
});
