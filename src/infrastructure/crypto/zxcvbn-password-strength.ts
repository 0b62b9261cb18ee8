import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import { PasswordStrength } from '../../application/ports/password-strength.js';
import type { PasswordEstimate } from '../../domain/password-policy.js';

/** zxcvbn-ts with its dictionaries: common passwords, names, English words, dates, keyboard walks. */
export class ZxcvbnPasswordStrength extends PasswordStrength {
  private readonly zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    // It runs on the event loop: with its defaults (100, 256) a hostile password of 128 characters took 800 ms, so 45.
    l33tMaxSubstitutions: 8,
    maxLength: 64,
  });

  estimate(password: string, ownWords: readonly string[]): PasswordEstimate {
    const { score, feedback } = this.zxcvbn.check(password, [...ownWords]);
    const hint = feedback.warning ?? feedback.suggestions[0];
    return { score, warning: hint ?? null };
  }
}
