import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { explain } from '../format/faults.ts';
import { Fault } from './notices.tsx';
import type { Task } from './use-task.ts';

export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'email' | 'password' | 'text' | 'search' | 'datetime-local';
  readonly autocomplete?: string;
  readonly hint?: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly fault?: unknown;
  readonly required?: boolean;
  readonly autofocus?: boolean;
}

/** A labelled input that says what the service has against its value. */
export function Field({ label, name, type = 'text', hint, value, onValue, fault, autofocus, ...rest }: FieldProps) {
  const id = useId();
  // The types of Preact have one kind of attributes for each kind of input, and none for a choice of them.
  const kind: object = { type };
  const mistake = fault ? explain(fault).fields[name] : undefined;
  const isWrong = mistake !== undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        {...kind}
        value={value}
        required={rest.required ?? true}
        aria-invalid={isWrong}
        aria-describedby={isWrong || hint !== undefined ? `${id}-note` : undefined}
        autoComplete={rest.autocomplete ?? 'off'}
        ref={(input) => {
          if (autofocus && input !== null && document.activeElement === document.body) input.focus();
        }}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {(isWrong || hint !== undefined) && (
        <p id={`${id}-note`} class={isWrong ? 'small wrong' : 'small muted'}>
          {isWrong ? `It ${mistake.replace(/^It /, '')}` : hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onValue: (value: string) => void;
}

export function Choice({ label, value, options, onValue }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FormProps {
  readonly task: Task;
  readonly submit: string;
  readonly children: ComponentChildren;
  readonly class?: string;
}

export function Form({ task, submit, children, class: kind = 'stack' }: FormProps) {
  return (
    <form
      class={kind}
      onSubmit={(event) => {
        event.preventDefault();
        task.run();
      }}
    >
      <Fault of={task.fault} />
      {children}
      <button type="submit" class="primary" aria-disabled={task.isBusy}>
        {submit}
      </button>
    </form>
  );
}
