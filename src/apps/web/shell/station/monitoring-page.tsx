import { ComingPage } from './coming-page.tsx';

export default function MonitoringPage() {
  return <ComingPage stage="monitoring" />;
}
