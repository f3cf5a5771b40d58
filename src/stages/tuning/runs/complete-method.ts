import { AttuneError } from '#platform/http/attune-error.ts';
import type { Recipe } from './recipe.ts';
import { isSoftPrompt, usualRate } from './training-method.ts';

/** Writes into a recipe what it leaves to the method and the project, so that a frozen run depends on neither. */
export function completeMethod(recipe: Recipe, systemPrompt: string): Recipe {
  const { method, objective, optimizer } = recipe;
  return {
    ...recipe,
    method: isSoftPrompt(method) && method.start === 'text' ? withText(method, systemPrompt) : method,
    optimizer: { ...optimizer, learning_rate: optimizer.learning_rate ?? usualRate(method.kind, objective) },
  };
}

/** A soft prompt starts as the project's own instructions unless it is given others. */
function withText<Method extends { text: string | null }>(method: Method, systemPrompt: string): Method {
  const text = method.text?.trim() ? method.text : systemPrompt;
  if (text.trim() !== '') return { ...method, text };
  throw new AttuneError(
    'prompt_text_missing',
    'The soft prompt is to start as a text, and neither the recipe nor the project has one.',
    {
      status: 422,
      fields: { 'method.text': null },
      remedy: 'Write method.text, give the project a system prompt, or start from the vocabulary.',
    },
  );
}
