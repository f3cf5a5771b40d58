import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef } from 'react';
import type { Histogram } from '../../records/record-facets.contract.ts';
import styles from './facets.module.css';

type Props = {
  title: string;
  bins: Histogram['bins'];
  worse: 'high' | 'low';
  /** Bin that the cut stands before; outside of the bins nothing is cut. */
  cut: number;
  /** The cut in words, for the heading and for readers. */
  cutText: string;
  onCut: (at: number) => void;
  children?: ReactNode;
};

/** How a number is spread, and a cut that is drawn or moved by arrows one bin at a time. What it would leave out is tinted. */
export function SignalHistogram({ title, bins, worse, cut, cutText, onCut, children }: Props) {
  const id = useId();
  const plot = useRef<HTMLDivElement>(null);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const move = (to: number) => onCut(Math.max(0, Math.min(bins.length, to)));
  const follow = (event: PointerEvent) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const { left, width } = plot.current!.getBoundingClientRect();
    event.currentTarget.setPointerCapture(event.pointerId);
    move(Math.round(((event.clientX - left) / width) * bins.length));
  };
  const isOut = (at: number) => (worse === 'high' ? at >= cut : at < cut);
  return (
    <section className={styles.facet} aria-labelledby={id}>
      <h3 id={id}>
        {title}
        <span className={styles.cutText}>{cutText}</span>
      </h3>
      <div ref={plot} className={styles.plot} onPointerDown={follow} onPointerMove={follow}>
        {bins.map(({ from, count }, at) => (
          <span
            key={from}
            data-out={isOut(at)}
            style={{ height: count === 0 ? 0 : `max(2px, ${(100 * count) / most}%)` }}
          />
        ))}
        <span
          role="slider"
          tabIndex={0}
          aria-labelledby={id}
          aria-valuemin={0}
          aria-valuemax={bins.length}
          aria-valuenow={cut}
          aria-valuetext={cutText}
          className={styles.handle}
          style={{ left: `${(100 * cut) / bins.length}%` }}
          onKeyDown={event => onKey(event, cut, move, bins.length)}
        />
      </div>
      {children}
    </section>
  );
}

function onKey(event: KeyboardEvent, cut: number, move: (to: number) => void, end: number): void {
  const to = {
    ArrowLeft: cut - 1,
    ArrowDown: cut - 1,
    ArrowRight: cut + 1,
    ArrowUp: cut + 1,
    Home: 0,
    End: end,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  move(to);
}
