import dataEn from '#stages/data/web/messages/en.ts';
import dataZh from '#stages/data/web/messages/zh.ts';
import feedbackEn from '#stages/feedback/web/messages/en.ts';
import feedbackZh from '#stages/feedback/web/messages/zh.ts';
import servingEn from '#stages/serving/web/messages/en.ts';
import servingZh from '#stages/serving/web/messages/zh.ts';
import tuningEn from '#stages/tuning/web/messages/en.ts';
import tuningZh from '#stages/tuning/web/messages/zh.ts';

const catalogs = {
  en: { data: dataEn, feedback: feedbackEn, serving: servingEn, tuning: tuningEn },
  zh: { data: dataZh, feedback: feedbackZh, serving: servingZh, tuning: tuningZh },
};

/** What a button or a state is called in a language: `word('zh', 'tuning.action.pause')`. */
export function word(language: 'en' | 'zh', key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], catalogs[language]);
  if (typeof found !== 'string') throw new Error(`no text ${key} in ${language}`);
  return found;
}
