import { Field, type FieldProps } from './forms.tsx';

type Given = Pick<FieldProps, 'value' | 'onValue' | 'fault' | 'autofocus'>;

/** Whose account it is; where the form begins. */
export function EmailField(given: Given) {
  return <Field label="E-mail" name="email" type="email" autocomplete="username" autofocus {...given} />;
}

/** A password that is being chosen. */
export function NewPasswordField(given: Given & Pick<FieldProps, 'label' | 'name'>) {
  const hint = 'At least 12 characters. A few random words make a good one.';
  return <Field type="password" autocomplete="new-password" hint={hint} {...given} />;
}
