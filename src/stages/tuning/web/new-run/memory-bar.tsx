import { useFormat } from '#platform/ui/use-language.ts';
import type { Preflight } from '../../runs/run.contract.ts';
import { useSay } from '../use-say.ts';
import styles from './memory-bar.module.css';

type Component = Preflight['memory']['components'][number]['name'];

/** The base in slate, what is trained in violet, the work of a step in petrol and amber. */
const looks: Record<Component, { fill: string; hatched?: boolean }> = {
  runtime: { fill: 'var(--slate)', hatched: true },
  base_weights: { fill: 'var(--slate)' },
  adapter: { fill: 'var(--violet)' },
  optimizer: { fill: 'var(--violet)', hatched: true },
  activations: { fill: 'var(--petrol)' },
  logits: { fill: 'var(--amber)' },
};

/** What a run takes of the memory, part by part, the band of the estimate above it, against what is free. */
export function MemoryBar({ memory, parameters }: { memory: Preflight['memory']; parameters: number }) {
  const format = useFormat();
  const say = useSay();
  const { components, low_bytes: low, high_bytes: high, available_bytes: free, fits } = memory;
  if (components.length === 0) return null;
  const scale = Math.max(high, free) * 1.02;
  const at = (bytes: number) => `${(bytes / scale) * 100}%`;
  return (
    <figure
      className={styles.memory}
      aria-label={say('memory.total', { low: format.bytes(low), high: format.bytes(high) })}
    >
      <div className={styles.chart} aria-hidden>
        <span className={styles.band} style={{ left: at(low), width: at(high - low) }} />
        <div className={styles.track}>
          {components.map(({ name, bytes }) => (
            <span
              key={name}
              className={styles.part}
              data-hatched={looks[name].hatched}
              style={{ width: at(bytes), ['--fill' as never]: looks[name].fill }}
            />
          ))}
        </div>
        <span className={styles.free} data-short={!fits} style={{ left: at(free) }} />
        <span className={styles.freeName} data-short={!fits} style={freePlace(free / scale)}>
          {say('memory.free', { bytes: format.bytes(free) })}
        </span>
      </div>
      <figcaption>
        <dl className={styles.parts}>
          {components.map(({ name, bytes }) => (
            <div key={name}>
              <dt>
                <span
                  className={styles.swatch}
                  data-hatched={looks[name].hatched}
                  style={{ ['--fill' as never]: looks[name].fill }}
                  aria-hidden
                />
                {say(`memory.${name}`)}
              </dt>
              <dd>{format.bytes(bytes)}</dd>
            </div>
          ))}
        </dl>
        {parameters > 1 && (
          <p className="quiet">{say('memory.rule', { bytes: format.bytes(parameters * 16) })}</p>
        )}
      </figcaption>
    </figure>
  );
}

/** The name of the line stands on the side where there is room. */
const freePlace = (share: number) =>
  share > 0.5
    ? { right: `${(1 - share) * 100}%`, paddingInlineEnd: 6 }
    : { left: `${share * 100}%`, paddingInlineStart: 6 };
