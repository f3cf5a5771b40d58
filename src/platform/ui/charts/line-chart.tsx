import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { paletteOf } from '../theme/ant-theme.ts';
import { useShade } from '../theme/shade.ts';
import type { Palette } from '../theme/tokens.ts';
import { drawBracket, drawDividers, drawMarks } from './draw-marks.ts';
import styles from './charts.module.css';

export type Line = {
  name: string;
  hue: 'petrol' | 'amber' | 'violet' | 'slate';
  values: readonly (number | null)[];
  /** Behind the smoothed line. */
  isRaw?: boolean;
  dashed?: boolean;
  /** Few points, each of which counts. */
  dots?: boolean;
};

export type LineChartProps = {
  /** The sentence for readers, and what a table beside it should be called. */
  label: string;
  xs: readonly number[];
  lines: readonly Line[];
  height?: number;
  log?: boolean;
  /** What the vertical axis shows; default: what the lines need. */
  range?: readonly [number, number];
  /** Values to read against, as dashed lines across; they are the ticks of the axis then. */
  marks?: readonly number[];
  /** What the first line may be off by, as a faint area behind it. */
  band?: { low: readonly number[]; high: readonly number[] };
  /** The same at the end, as a bracket at the last point. */
  bracket?: { low: number; high: number } | undefined;
  /** Moments on the horizontal axis at which something was done. */
  ticks?: readonly number[];
  /** Where something else begins: lines from top to bottom, each with its name. */
  dividers?: readonly { x: number; label: string }[];
  formatX?: (x: number) => string;
  formatY?: (y: number) => string;
};

const most4PerSecondMs = 250;

/** Lines over one axis, drawn at most four times a second however fast the points come. */
export function LineChart(props: LineChartProps) {
  const { label, height = 300, log = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shade = useShade();
  const latest = useRef(props);
  latest.current = props;
  const shape = props.lines.map(line => `${line.name}${line.hue}${line.isRaw}${line.dashed}`).join();

  useEffect(() => {
    const element = host.current!;
    const make = () => {
      plot.current?.destroy();
      const options = optionsFor(
        latest.current,
        () => latest.current,
        paletteOf(shade),
        element.clientWidth,
        height,
        log,
      );
      plot.current = new uPlot(options, dataOf(latest.current), element);
    };
    make();
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shade, height, log, shape]);

  useEffect(() => {
    const timer = setTimeout(() => plot.current?.setData(dataOf(latest.current)), most4PerSecondMs);
    return () => clearTimeout(timer);
  }, [props.xs, props.lines]);

  return (
    <div ref={host} role="img" aria-label={label} className={styles.plot} style={{ minHeight: height }} />
  );
}

const dataOf = ({ xs, lines, band }: LineChartProps): uPlot.AlignedData =>
  [
    xs,
    ...lines.map(line => line.values),
    ...(band ? [band.high, band.low] : []),
  ] as unknown as uPlot.AlignedData;

function optionsFor(
  props: LineChartProps,
  latest: () => LineChartProps,
  colours: Palette,
  width: number,
  height: number,
  log: boolean,
): uPlot.Options {
  const { lines, range, marks, band } = props;
  const axis = {
    stroke: colours.tertiary,
    font: '11px Inter Variable, sans-serif',
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height,
    // On the right for half of the last number below.
    padding: [12, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: {
      x: { time: false },
      y: { ...(log ? { distr: 3 } : {}), ...(range ? { range: [...range] } : {}) },
    },
    bands: band ? [{ series: [lines.length + 1, lines.length + 2], fill: `${colours.ink}17` }] : [],
    hooks: {
      drawAxes: [plot => drawMarks(plot, props, colours), plot => drawDividers(plot, latest(), colours)],
      draw: [plot => drawBracket(plot, props, colours)],
    },
    axes: [
      {
        ...axis,
        size: 32,
        incrs: wholeSteps,
        grid: { show: false },
        values: (_, ticks) => ticks.map(tick => props.formatX?.(tick) ?? String(tick)),
      },
      {
        ...axis,
        size: 52,
        grid: marks ? { show: false } : { stroke: colours.hairline, width: 1 },
        ...(marks ? { splits: () => [...marks] } : {}),
        values: (_, ticks) => ticks.map(tick => props.formatY?.(tick) ?? String(tick)),
      },
    ],
    series: [{}, ...lines.map(line => seriesOf(line, colours)), ...(band ? [unseen, unseen] : [])],
  };
}

/** Steps and votes are counted: no mark stands between two of them. */
const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map(each => each * 10 ** power)).flat();

/** The edges of a band are not lines of their own. */
const unseen: uPlot.Series = { width: 0, points: { show: false } };

const seriesOf = ({ name, hue, isRaw, dashed, dots }: Line, colours: Palette): uPlot.Series => ({
  label: name,
  stroke: isRaw ? `${colours[hue]}48` : colours[hue],
  width: isRaw ? 1 : 1.8,
  spanGaps: true,
  ...(dashed ? { dash: [4, 4] } : {}),
  points: dots ? { show: true, size: 7, fill: colours.surface } : { show: false },
});
