/** One outlined set at 14 px, drawn on a 16 grid; only where a word would be longer than the action is rare. */
const paths = {
  chevron: 'M4 6.5 8 10.5l4-4',
  leave: 'M6 2.5H3.5v11H6M10 5l3 3-3 3M13 8H6.5',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  dark: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8Z',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4l3.1 3.1',
  queue: 'M2.5 9.5 4 3h8l1.5 6.5V13h-11ZM2.5 9.5h3.2l.8 1.5h3l.8-1.5h3.2',
  settings:
    'M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8 1.8v1.9M8 12.3v1.9M1.8 8h1.9M12.3 8h1.9M3.6 3.6l1.4 1.4M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4',
  loop: 'M3 6.5h8.5L9.5 4.3M13 9.5H4.5l2 2.2',
  undo: 'M4.5 4.5 2.5 6.8 5 8.8M2.7 6.8h6.1a3.4 3.4 0 0 1 0 6.8H6',
  import: 'M8 2.5v7M5 6.8l3 3 3-3M2.5 10.5v3h11v-3',
  export: 'M8 9.8v-7M5 5.5l3-3 3 3M2.5 10.5v3h11v-3',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  star: 'm8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6Z',
  eyeOff:
    'M2.5 2.5l11 11M6.2 6.3a2.4 2.4 0 0 0 3.4 3.4M4.2 4.4C2.8 5.3 1.8 6.7 1.3 8c1 2.6 3.6 4.6 6.7 4.6 1.2 0 2.3-.3 3.3-.8M7 3.5c.3 0 .7-.1 1-.1 3.1 0 5.7 2 6.7 4.6-.3.8-.8 1.6-1.4 2.2',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 14 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[name]} />
    </svg>
  );
}
