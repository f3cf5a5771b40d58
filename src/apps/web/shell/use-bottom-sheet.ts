import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** On a phone the rail is a sheet that comes from below; it goes when something was chosen. */
export function useBottomSheet() {
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  useEffect(close, [pathname]);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOpen]);
  return { isOpen, close, toggle: () => setOpen(open => !open) };
}
