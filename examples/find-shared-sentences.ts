/** Sentences that stand in more than one text, with the index of each; compared without case and punctuation. */
export function findSharedSentences(texts: string[]): { sentence: string; texts: number[] }[] {
  const places = new Map<string, Set<number>>();
  for (const [at, text] of texts.entries()) {
    for (const sentence of sentencesOf(text))
      places.set(sentence, (places.get(sentence) ?? new Set()).add(at));
  }
  return [...places]
    .filter(([, where]) => where.size > 1)
    .map(([sentence, where]) => ({ sentence, texts: [...where] }));
}

function sentencesOf(text: string): string[] {
  const parts = text.split(/(?<=[.!?])\s+|(?<=[。！？])/u);
  return parts
    .map(part =>
      part
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
    )
    .filter(part => part !== '');
}
