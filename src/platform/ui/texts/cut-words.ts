const segmenter = new Intl.Segmenter(['zh', 'en'], { granularity: 'word' });

/** Words of a text in any language with what stands between them; joined they are the text again. */
export const cutWords = (text: string): string[] => [...segmenter.segment(text)].map(part => part.segment);
