export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** The tag that browsers, screen readers and Intl understand. */
export const languageTag: Record<Language, string> = { en: 'en', zh: 'zh-CN' };
