import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import { type ReactNode, useLayoutEffect, useMemo, useState } from 'react';
import { useLanguage } from '../use-language.ts';
import { antTheme, paletteOf } from './ant-theme.ts';
import { useShade } from './shade.ts';
import { asProperties } from './tokens.ts';

/** Colours, sizes and Ant Design's own words, by the theme and language of now. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const shade = useShade();
  const language = useLanguage();
  const locale = useAntLocale(language);
  const theme = useMemo(() => antTheme(shade, language), [shade, language]);
  useLayoutEffect(() => {
    const { style, dataset } = document.documentElement;
    for (const [name, value] of Object.entries(asProperties(paletteOf(shade))))
      style.setProperty(name, value);
    dataset.theme = shade;
    style.colorScheme = shade;
  }, [shade]);
  return (
    <ConfigProvider theme={theme} locale={locale} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}

function useAntLocale(language: 'en' | 'zh'): Locale | undefined {
  const [locale, setLocale] = useState<Locale>();
  useLayoutEffect(() => {
    let isCurrent = true;
    if (language === 'zh')
      void import('antd/es/locale/zh_CN').then(found => isCurrent && setLocale(found.default));
    else setLocale(undefined);
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return locale;
}
