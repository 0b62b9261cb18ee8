// What `ZxcvbnPasswordStrength` runs in a thread of its own: imports nothing of ours, so that Node can load it as it is.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import type { PasswordEstimate } from '../../domain/password-policy.js';

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  // With its defaults (100, 256) a hostile password of 128 characters took 800 ms, so 45.
  l33tMaxSubstitutions: 8,
  maxLength: 64,
});

export interface EstimateRequest {
  readonly password: string;
  readonly ownWords: readonly string[];
}

/** zxcvbn-ts with its dictionaries: common passwords, names, English words, dates, keyboard walks. */
export default function estimate({ password, ownWords }: EstimateRequest): PasswordEstimate {
  const { score, feedback } = zxcvbn.check(password, [...ownWords]);
  const hint = feedback.warning ?? feedback.suggestions[0];
  return { score, warning: hint ?? null };
}
