const segmenter = new Intl.Segmenter(['zh', 'en'], { granularity: 'word' });

/** Words of a text in any language, each with the space and the marks after it; joined they are the text again. */
export function cutWords(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike || words.length === 0) words.push(segment);
    else words[words.length - 1] += segment;
  }
  return words;
}
