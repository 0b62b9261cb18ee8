export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 4v4m0 16v4M4 16h4m16 0h4M7.5 7.5l2.8 2.8m11.4 11.4 2.8 2.8m-17 0 2.8-2.8m11.4-11.4 2.8-2.8" />
      <circle cx="16" cy="16" r="6" />
    </svg>
  );
}
