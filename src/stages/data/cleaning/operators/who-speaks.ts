/** What a text says about who speaks: a customer asks and speaks of "I", staff answer and speak to "you". */
export type Voice = { asks: boolean; ofSelf: boolean; toOther: boolean; characters: number };

export function voiceOf(text: string): Voice {
  return {
    asks: questionMark.test(text) || chineseQuestion.test(text) || englishQuestion.test(text),
    ofSelf: /\b(?:I|I'm|I've|I'd|my|me|mine)\b|我(?!们)/.test(text),
    toOther: /\b(?:you|your|yours)\b/i.test(text) || /[您你]/.test(text),
    characters: text.trim().length,
  };
}

export const soundsLikeAnswer = (text: Voice, question: Voice): boolean =>
  question.asks && !text.asks && text.characters >= question.characters;

const questionMark = /[?？]/;
const chineseQuestion =
  /吗|[呢嘛么][\s。！]*$|怎么|怎样|什么|多少|能不能|可不可以|是不是|有没有|要不要|为什么|为啥|咋|啥|如何|几次|几天|哪里|哪儿/;
const englishQuestion =
  /(?:^|[.!]\s+)(?:what|where|when|why|who|which|how|can|could|do|does|did|is|are|was|will|would|should|may|have|has)\b[^.!]*$/i;
