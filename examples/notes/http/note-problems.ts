import { addProblems } from '../../../src/http/problems/problem-catalogue.js';
import type { NoteErrorCode } from '../domain/note-errors.js';

addProblems<NoteErrorCode>({
  'note-title-taken': {
    status: 409,
    title: 'There is a note of this title',
    remedy: 'Choose another title.',
  },
  'fresh-login-required': {
    status: 403,
    title: 'The login is too long ago',
    remedy: 'Have the person sign in again, then repeat the call.',
  },
});
