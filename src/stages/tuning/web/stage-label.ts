import type { useTranslation } from 'react-i18next';
import type { Format } from '#platform/ui/use-language.ts';
import { type Stage, stageSchema } from '../runs/training-plan.ts';

type Translate = ReturnType<typeof useTranslation>['t'];

/** The stages that a run was frozen with. */
export const stagesOfRun = ({ config }: { config: Record<string, unknown> }): Stage[] =>
  stageSchema.array().safeParse(config.stages).data ?? [];

/** A stage by its name, or in a few words by what it trains on what: "top 25 %, easiest 33 %". */
export function stageLabel(t: Translate, format: Format, stage: Stage): string {
  if (stage.name !== null) return stage.name;
  const { rows, upper_share, last_layers, pattern } = stage;
  const percent = (share: number) => format.percent(share, 0);
  const parts = [
    upper_share !== null && t('plan.short.share', { share: percent(upper_share) }),
    last_layers !== null && t('plan.short.layers', { count: last_layers }),
    pattern,
    rows.harder_than > 0
      ? t('plan.short.between', { from: percent(rows.harder_than), to: percent(rows.easier_than) })
      : rows.easier_than < 1 && t('plan.short.easiest', { share: percent(rows.easier_than) }),
    ...(rows.tasks ?? []),
    ...(rows.labels ?? []),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(t('plan.short.join')) : t('plan.short.all');
}
