import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecipeWish } from '../../methods/method-names.ts';
import { isSame } from './recipe-changes.ts';
import type { Fault } from './recipe-faults.ts';
import { useFaultText } from './field-frame.tsx';
import { readYaml, writeYaml } from './recipe-yaml.ts';
import styles from './new-run.module.css';

/** The recipe as text. What can be read of it is the recipe at once; what is wrong stands below, by its line. */
export default function YamlView({
  recipe,
  text,
  onText,
  onChange,
  onBroken,
}: {
  recipe: RecipeWish;
  /** As it was written last, with its comments. */
  text: string;
  onText: (text: string) => void;
  onChange: (recipe: RecipeWish) => void;
  onBroken: (isBroken: boolean) => void;
}) {
  const { t } = useTranslation('tuning');
  const textOf = useFaultText();
  const id = useId();
  const [shown, setShown] = useState(() => writeYaml(recipe, text));
  const { faults, recipe: readRecipe } = readYaml(shown);
  useEffect(() => {
    if (readRecipe && !isSame(readRecipe, recipe)) setShown(old => writeYaml(recipe, old));
  }, [recipe]);
  const take = (next: string) => {
    setShown(next);
    onText(next);
    const found = readYaml(next);
    onBroken(found.recipe === undefined);
    if (found.recipe) onChange(found.recipe);
  };
  return (
    <div className={styles.yaml}>
      <label htmlFor={id} className="out-of-sight">
        YAML
      </label>
      <div className={styles.lines}>
        <ol aria-hidden>
          {shown.split('\n').map((_, at) => (
            <li key={at} data-faulty={faults.some(fault => fault.line === at + 1)}>
              {at + 1}
            </li>
          ))}
        </ol>
        <Input.TextArea
          id={id}
          value={shown}
          lang="en"
          spellCheck={false}
          wrap="off"
          autoSize={{ minRows: 12 }}
          aria-invalid={faults.length > 0}
          aria-describedby={`${id}-faults`}
          {...(faults.length > 0 && { status: 'error' as const })}
          onChange={event => take(event.target.value)}
        />
      </div>
      <ul id={`${id}-faults`} className={styles.faults} aria-live="polite">
        {faults.map((fault: Fault) => (
          <li key={`${fault.field}${fault.code}`}>
            <span className={styles.fault}>
              ! {t('fault.at', { line: fault.line })} {textOf(fault)}
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('new.yamlHint')}</p>
    </div>
  );
}
