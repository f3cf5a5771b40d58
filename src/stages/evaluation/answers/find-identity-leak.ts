import { foldName } from './choose-hidden-names.ts';

/**
 * The first word by which an answer gives its model away, or undefined: names of models and vendors, the names of this
 * study's own base and adapter, and talk about having been tuned. Such pairs never reach a rater. (loop.md 2.6)
 * A word that the `familiar` text (system prompt, question, reference) says too belongs to the subject, and is no leak.
 */
export function findIdentityLeak(
  answer: string,
  ownNames: readonly string[] = [],
  familiar = '',
): string | undefined {
  const own = ownNames.filter(name => name.trim().length >= 3).map(name => spell(name.trim()));
  const words = [...own, ...knownPatterns].join('|');
  const pattern = new RegExp(`${boundaryBefore}(?:${words})${boundaryAfter}`, 'giu');
  const known = foldName(familiar);
  return [...answer.matchAll(pattern)].map(match => match[0]).find(word => !known.includes(foldName(word)));
}

/** A Latin name must stand alone ("meta" is not in "metal"); Chinese has no spaces, so there it may stand anywhere. */
const boundaryBefore = '(?<![\\p{Script=Latin}\\p{N}])';
const boundaryAfter = '(?![\\p{Script=Latin}])';

const knownPatterns = [
  'open\\s?ai',
  'chat\\s?gpt',
  'gpt[- ]?[2-9]\\w*',
  'anthropic',
  'claude',
  'deep\\s?mind',
  'gemini',
  'gemma',
  'llama',
  'mistral',
  'mixtral',
  'qwen',
  'tongyi',
  'chat\\s?glm',
  'glm-?[2-9]\\w*',
  'zhipu',
  'ernie',
  'deep\\s?seek',
  'smol\\s?lm\\d?',
  'hugging\\s?face',
  '通义千问',
  '通义',
  '文心一言',
  '智谱',
  '豆包',
  '千问',
  'as an? (?:ai|artificial intelligence)? ?(?:large )?language model',
  'as a fine[- ]?tuned model',
  'fine[- ]?tuned (?:model|version)',
  'i (?:was|am|have been) (?:trained|fine[- ]?tuned)',
  '作为(?:一个|一名)?(?:人工智能|大型|AI)?语言模型',
  '我是(?:一个)?(?:由.{1,12})?(?:训练|微调)的',
];

function spell(name: string): string {
  return name
    .split(/[-_\s/]+/u)
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
    .join('[-_\\s/]?');
}
