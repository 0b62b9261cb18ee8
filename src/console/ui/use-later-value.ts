import { useEffect, useState } from 'preact/hooks';

/** A value once it has rested for so long: what is typed is asked for when the typing pauses. */
export function useLaterValue<T>(value: T, milliseconds = 250): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
