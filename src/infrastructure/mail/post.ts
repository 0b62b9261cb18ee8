import type { SendMailOptions, Transporter } from 'nodemailer';
import type { Letter } from './letter.js';

/** Takes letters to where mails go. */
export interface Post {
  /** Resolves when the letter was handed over. */
  deliver(letter: Letter): Promise<void>;
  close(): void;
}

/**
 * A letter as nodemailer takes it. The address is given as a field and never parsed, so that no spelling of one makes a
 * second recipient or a header; nothing in a letter can make nodemailer read a file or a URL.
 */
export function mailOf({ to, subject, text }: Letter, from: string): SendMailOptions {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    // No out-of-office answers (RFC 3834 §5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Leaves the text as it is. For lines over 76 characters nodemailer would choose quoted-printable, which is legible to
 * mail programs only: it breaks a link in two for whoever reads the source.
 */
export function sendAsWritten<T>(transport: Transporter<T>): Transporter<T> {
  return transport.use('stream', (mail, done) => {
    mail.message.getTransferEncoding = () => '7bit';
    done();
  });
}
