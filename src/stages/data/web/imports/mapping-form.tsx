import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { MappingWish } from '../../formats/file-format.ts';
import type { ImportPreview } from '../../sources/import.contract.ts';
import styles from './preview.module.css';

const single = ['user', 'assistant', 'system', 'label', 'externalId'] as const;
const shapes = ['messages', 'sharegpt', 'alpaca', 'columns'] as const;

/** Where the conversation stands in a row: guessed, shown as a guess, and changed here; the preview follows at once. */
export function MappingForm({
  preview: { fields, mapping, mappingFrom },
  onChange,
}: {
  preview: ImportPreview;
  onChange: (mapping: MappingWish) => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const isColumns = !mapping || mapping.shape === 'columns';
  const roles = isColumns ? single : single.filter(role => role === 'label' || role === 'externalId');
  const put = (change: MappingWish) => onChange(withoutGaps({ ...mapping, ...change }));
  const options = fields.map(({ name }) => ({ value: name, label: name }));
  const role = (name: (typeof single)[number]) => (
    <label key={name} className={styles.role}>
      <span>{t(`preview.role.${name}`)}</span>
      <Select
        allowClear={name !== 'user' && name !== 'assistant'}
        showSearch
        aria-label={t(`preview.role.${name}`)}
        placeholder={t('preview.none')}
        value={mapping?.[name] ?? null}
        options={options}
        onChange={value => put({ [name]: value ?? undefined })}
      />
    </label>
  );
  return (
    <section className={styles.mapping} aria-labelledby="mapping">
      <h2 id="mapping">
        {t('preview.mapping')} <span className="quiet">{t(`preview.from.${mappingFrom}`)}</span>
      </h2>
      <label className={styles.role}>
        <span>{t('preview.shape')}</span>
        <Select
          aria-label={t('preview.shape')}
          value={mapping?.shape ?? 'columns'}
          options={shapes.map(value => ({ value, label: t(`preview.shapes.${value}`) }))}
          onChange={shape => put({ shape })}
        />
      </label>
      {roles.map(role)}
      <label className={styles.role}>
        <span>{t('preview.role.meta')}</span>
        <Select
          mode="multiple"
          aria-label={t('preview.role.meta')}
          placeholder={t('preview.none')}
          value={mapping?.meta ?? []}
          options={options}
          onChange={meta => put({ meta: meta.length > 0 ? meta : undefined })}
        />
      </label>
      <h2>{t('preview.fields')}</h2>
      <ul className={styles.fields}>
        {fields.map(({ name, filled, example }) => (
          <li key={name}>
            <p>
              <code>{name}</code>
              <span className="quiet">{t('preview.filled', { share: format.percent(filled, 0) })}</span>
            </p>
            <p className={styles.example}>{example || '–'}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const withoutGaps = (wish: MappingWish): MappingWish =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
