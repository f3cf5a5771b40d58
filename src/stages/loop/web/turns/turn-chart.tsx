import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Turn } from './use-turns.ts';
import styles from './turns.module.css';

const height = 210;
const width = 420;
const left = 30;
/** Edges of the bands between harmful, not good enough, success and significant, in per cent. */
const edges = [50, 70, 80] as const;
const bands = ['harmful', 'not_good_enough', 'success', 'significant'] as const;

/** Support per turn with its interval over faint bands; filled where the vote has ended. */
export function TurnChart({ turns }: { turns: readonly Turn[] }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const rated = turns.filter(turn => turn.rate !== null);
  if (rated.length === 0) return null;
  const low = Math.floor(Math.min(40, ...rated.map(turn => turn.low * 100 - 3)) / 10) * 10;
  const high = Math.ceil(Math.max(90, ...rated.map(turn => turn.high * 100)) / 10) * 10;
  const y = (percent: number) => height - ((percent - low) / (high - low)) * height;
  const x = (at: number) => left + ((at + 0.5) * (width - left)) / rated.length;
  const limits = [low, ...edges, high];
  return (
    <figure className={styles.chart}>
      <svg
        viewBox={`0 -6 ${width} ${height + 30}`}
        role="img"
        aria-label={rated.map(turn => spoken(turn)).join('; ')}
      >
        {bands.map((band, at) => {
          const [from, to] = [limits[at]!, limits[at + 1]!];
          return (
            <rect
              key={band}
              data-band={band}
              x={left}
              width={width - left}
              y={y(to)}
              height={Math.max(0, y(from) - y(to))}
            />
          );
        })}
        {edges.map(edge => (
          <text key={edge} x={left - 8} y={y(edge) + 4} textAnchor="end">
            {edge}
          </text>
        ))}
        <polyline points={rated.map((turn, at) => `${x(at)},${y(turn.rate! * 100)}`).join(' ')} />
        {rated.map((turn, at) => (
          <g key={turn.evaluationId}>
            <path
              d={`M${x(at)} ${y(turn.low * 100)}V${y(turn.high * 100)}M${x(at) - 4} ${y(turn.low * 100)}h8M${x(at) - 4} ${y(turn.high * 100)}h8`}
            />
            <circle cx={x(at)} cy={y(turn.rate! * 100)} r={5} data-state={turn.state} />
            <text x={x(at) + 11} y={y(turn.rate! * 100) + 4} className={styles.value}>
              {format.rate(turn.rate!)}
            </text>
            <text x={x(at)} y={height + 17} textAnchor="middle">
              {t('turns.turn', { turn: turn.turn })}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );

  function spoken({ turn, name, rate, low: from, high: to, n }: Turn): string {
    return t('turns.spoken', {
      turn,
      name,
      rate: format.percent(rate!),
      low: format.rate(from),
      high: format.rate(to),
      n: format.count(n),
    });
  }
}
