import { ComingPage } from './coming-page.tsx';

export default function LabelingPage() {
  return <ComingPage stage="labeling" />;
}
