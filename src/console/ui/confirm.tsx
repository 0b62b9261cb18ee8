import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Fault } from './notices.tsx';
import { useTask } from './use-task.ts';

interface ConfirmProps {
  /** On the button that opens the question. */
  readonly label: string;
  readonly name?: string;
  readonly question: string;
  /** What will happen, to whom. */
  readonly children: ComponentChildren;
  /** On the button that does it. */
  readonly action: string;
  readonly kind?: 'danger' | 'primary';
  /** Whether no button takes it back. */
  readonly isFinal?: boolean;
  readonly onConfirm: () => Promise<void>;
}

/** A button that asks before it acts. */
export function Confirm({ label, name, ...question }: ConfirmProps) {
  // A dialog says that it was closed a moment later, when the button may have been pressed again: that is another question then.
  const [{ turn, isOpen }, set] = useState({ turn: 0, isOpen: false });
  const open = () => set((before) => ({ turn: before.turn + 1, isOpen: true }));
  const close = () => set((before) => (before.turn === turn ? { turn, isOpen: false } : before));
  return (
    <>
      <button type="button" class={question.kind === 'primary' ? '' : 'quiet-danger'} aria-label={name} onClick={open}>
        {label}
      </button>
      {isOpen && <Question key={turn} {...question} onClose={close} />}
    </>
  );
}

type QuestionProps = Omit<ConfirmProps, 'label' | 'name'> & { readonly onClose: () => void };

function Question({
  question,
  action,
  children,
  kind = 'danger',
  isFinal = kind === 'danger',
  onConfirm,
  onClose,
}: QuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    // The browser keeps the focus inside, closes on Escape and gives the focus back.
    dialog.current?.showModal();
  }, []);
  const task = useTask(async () => {
    await onConfirm();
    dialog.current?.close();
  });
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>{question}</h2>
      <div class="stack">
        {children}
        {isFinal && <p class="small muted">This can’t be undone.</p>}
        <Fault of={task.fault} />
      </div>
      <div class="actions end">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button type="button" class={kind} aria-disabled={task.isBusy} onClick={task.run}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
