/** What the overview counts, in the order in which it is shown. */
export const FIGURES = [
  { name: 'signIns', title: 'Sign-ins', color: '--accent' },
  { name: 'failures', title: 'Failed sign-ins', color: '--bad' },
  { name: 'refreshes', title: 'Refreshes', color: '--accent' },
  { name: 'reuse', title: 'Reused tokens', color: '--bad' },
  { name: 'lockouts', title: 'Lockouts', color: '--bad' },
] as const;
