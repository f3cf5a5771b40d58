export type ShownAnswer = {
  text: string;
  /** shortened: cut at the cap, shown up to its last whole sentence; unfinished: cut before the first one ended. */
  state: 'whole' | 'shortened' | 'unfinished';
};

/**
 * What a rater sees of an answer, by one rule for both arms. What nobody can see (line endings, spaces at the end of a
 * line, invisible characters, the form of accents) is made equal, for it would tell a client the arm. An answer that ran
 * into the cap on its tokens ends in the middle of a sentence, which tells a reader the arm that runs on and is the doing
 * of the evaluation, not of the model: it is shown up to its last whole sentence. (loop.md 2.6: mask what is no answer)
 */
export function showAnswer({ text, finishReason }: { text: string; finishReason: string }): ShownAnswer {
  const tidy = tidyUp(text);
  if (finishReason !== 'length') return { text: tidy, state: 'whole' };
  const end = findLastEnd(tidy);
  if (end === undefined) return { text: tidy, state: 'unfinished' };
  return { text: tidy.slice(0, end).trimEnd(), state: 'shortened' };
}

/** Joiners stay: emoji and several scripts need them. */
const invisible = /[\p{Cc}\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/gu;

function tidyUp(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .replace(invisible, found => (found === '\n' || found === '\t' ? found : ''))
    .replace(/[^\S\n]+$/gmu, '')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}

/** The end of a sentence, closing quotes and brackets included; the full stop of a number ("1. ", "3.5") is none. */
const sentenceEnd = /(?:(?<!^[^\S\n]*\d{1,3})[.!?]+["'”’»)\]]*(?=\s|$)|[。！？…]["”’」』）】]*)|\n/gmu;

/** A line that announces what was cut off has not ended. */
const announces = /[:：,，;；、]["”’」』）】]*$/u;

function findLastEnd(text: string): number | undefined {
  const ends = [...text.matchAll(sentenceEnd)].map(({ index, 0: found }) => index + found.length);
  return ends.findLast(end => {
    const kept = text.slice(0, end).trimEnd();
    return kept !== '' && !announces.test(kept) && !/(?:^|\n)[^\S\n]*(?:[-*•#]+|\d{1,3}[.)])$/u.test(kept);
  });
}
