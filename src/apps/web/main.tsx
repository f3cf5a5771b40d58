import '#platform/ui/theme/global.css';
import { createRoot } from 'react-dom/client';
import { addTexts, startTexts } from '#platform/i18n/texts.ts';
import { Application } from './application.tsx';
import { shellTexts } from './messages/index.ts';

await startTexts();
await Promise.all(Object.entries(shellTexts).map(([name, loader]) => addTexts(name, loader)));
createRoot(document.getElementById('root')!).render(<Application />);
