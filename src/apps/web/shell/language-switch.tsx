import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageTag } from '#platform/i18n/language.ts';
import { changeLanguage } from '#platform/i18n/texts.ts';
import { useLanguage } from '#platform/ui/use-language.ts';

/** One press, no reload; what is typed and scrolled stays. */
export function LanguageSwitch() {
  const { t } = useTranslation('shell');
  const language = useLanguage();
  const other = language === 'en' ? 'zh' : 'en';
  return (
    <Button
      type="text"
      size="small"
      title={t('otherLanguage')}
      aria-label={t('otherLanguage')}
      onClick={() => void changeLanguage(other)}
    >
      <span lang={languageTag[other]}>{other === 'zh' ? '中' : 'EN'}</span>
    </Button>
  );
}
