import { useTranslation } from 'react-i18next';
import type { RejectCode } from '../../formats/reject.ts';

/** What to do about a rejected row, in the page's language; the finding quotes the row and stays as it was written. */
export function RejectReason({ code, message }: { code: RejectCode; message: string }) {
  const { t } = useTranslation('data');
  return (
    <>
      {t(`rejectHelp.${code}`)}{' '}
      <span className="quiet" lang="en">
        {message}
      </span>
    </>
  );
}
