import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { type MappingWish, type RowMapping, shapes } from '../../formats/file-format.ts';
import type { ImportPreview } from '../../sources/import.contract.ts';
import styles from './preview.module.css';

type Role = 'user' | 'assistant' | 'rejected' | 'desirable' | 'system' | 'label' | 'externalId';

const roles: Record<RowMapping['shape'], readonly Role[]> = {
  messages: ['label', 'externalId'],
  sharegpt: ['label', 'externalId'],
  alpaca: ['label', 'externalId'],
  columns: ['user', 'assistant', 'system', 'label', 'externalId'],
  pairs: ['user', 'assistant', 'rejected', 'system', 'label', 'externalId'],
  judged: ['user', 'assistant', 'desirable', 'system', 'label', 'externalId'],
};

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
  const shape = mapping?.shape ?? 'columns';
  const put = (change: MappingWish) => onChange(withoutGaps({ ...mapping, ...change }));
  const options = fields.map(({ name }) => ({ value: name, label: name }));
  const nameOf = (name: Role) =>
    t(name === 'assistant' && shape === 'pairs' ? 'preview.role.preferred' : `preview.role.${name}`);
  const role = (name: Role) => (
    <label key={name} className={styles.role}>
      <span>{nameOf(name)}</span>
      <Select
        allowClear={!needed[shape].includes(name)}
        showSearch
        aria-label={nameOf(name)}
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
          value={shape}
          options={shapes.map(value => ({ value, label: t(`preview.shapes.${value}`) }))}
          onChange={next => put({ ...withoutOthers(next), shape: next })}
        />
      </label>
      {roles[shape].map(role)}
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

/** Fields that a form needs: nobody can clear them. Where the answers hold the conversation there is no question. */
const needed: Record<RowMapping['shape'], readonly Role[]> = {
  messages: [],
  sharegpt: [],
  alpaca: [],
  columns: ['user', 'assistant'],
  pairs: ['assistant', 'rejected'],
  judged: ['assistant', 'desirable'],
};

/** What was chosen for a form of another kind would be in the way: it is guessed again. */
const withoutOthers = (shape: RowMapping['shape']): MappingWish =>
  Object.fromEntries(
    (['user', 'assistant', 'rejected', 'desirable', 'system'] as const)
      .filter(role => !roles[shape].includes(role))
      .map(role => [role, undefined]),
  );

const withoutGaps = (wish: MappingWish): MappingWish =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
