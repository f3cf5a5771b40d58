import { type Language, languageTag } from './language.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Within a day relative (`3 min`, `3 分`), else the date; the year only where it is another one. */
export function formatTime(language: Language, at: Date, now: Date): string {
  const ago = now.getTime() - at.getTime();
  if (ago >= 0 && ago < dayMs) return formatAgo(language, ago);
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return spaced(
    language,
    new Intl.DateTimeFormat(languageTag[language], { month: 'short', day: 'numeric', ...year }).format(at),
  );
}

function formatAgo(language: Language, ms: number): string {
  if (ms < minuteMs) return language === 'zh' ? '刚刚' : 'just now';
  if (ms < hourMs)
    return language === 'zh' ? `${Math.floor(ms / minuteMs)} 分` : `${Math.floor(ms / minuteMs)} min`;
  return language === 'zh' ? `${Math.floor(ms / hourMs)} 小时` : `${Math.floor(ms / hourMs)} h`;
}

/** Time of day with seconds, for logs. */
export const formatClock = (language: Language, at: Date): string =>
  new Intl.DateTimeFormat(languageTag[language], { timeStyle: 'medium', hour12: false }).format(at);

/** With zone, for tooltips. */
export const formatExactly = (at: Date): string => {
  const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')!.value;
  const local = new Date(at.getTime() - at.getTimezoneOffset() * minuteMs);
  return `${local.toISOString().slice(0, 19).replace('T', ' ')} ${zone}`;
};

/** `18 min 42 s`, `18 分 42 秒`, `2 h 05 min`. */
export function formatDuration(language: Language, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [h, min, s] = language === 'zh' ? ['小时', '分', '秒'] : ['h', 'min', 's'];
  if (hours > 0) return `${hours} ${h} ${String(minutes).padStart(2, '0')} ${min}`;
  return minutes > 0 ? `${minutes} ${min} ${String(rest).padStart(2, '0')} ${s}` : `${rest} ${s}`;
}

/** Chinese dates come from Intl without the space that our texts carry beside digits: 3 月 14 日. */
const spaced = (language: Language, text: string): string =>
  language === 'zh' ? text.replace(/(\d)(年|月|日)/g, '$1 $2').replace(/(年|月)(\d)/g, '$1 $2') : text;
