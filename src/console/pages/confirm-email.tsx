import { useState } from 'preact/hooks';
import { answered, useConnection } from '../api/api.ts';
import { Fault, Notice } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';

/** Offers the mail by which an address is confirmed. */
export function ConfirmEmail() {
  const { api } = useConnection();
  const [message, setMessage] = useState<string | null>(null);
  const task = useTask(async () => {
    setMessage((await answered(api.POST('/auth/email/resend'))).message);
  });
  return (
    <>
      <Notice>
        <p>{message ?? 'Your e-mail address isn’t confirmed yet.'}</p>
        {message === null && (
          <button type="button" aria-disabled={task.isBusy} onClick={task.run}>
            Send me a mail to confirm it
          </button>
        )}
      </Notice>
      <Fault of={task.fault} />
    </>
  );
}
