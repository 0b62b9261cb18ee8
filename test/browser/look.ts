/// <reference lib="dom" />
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = 'screenshots';
/** Each with whether axe-core looks, too: between the two it finds nothing else, and takes its time. */
const WIDTHS = [
  [360, true],
  [768, false],
  [1440, true],
] as const;
const SCHEMES = ['light', 'dark'] as const;

declare const axe: {
  run(): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }>;
};

/** Keeps pictures of a page at every width, light and dark, lets axe-core look at it, and sees that nothing sticks out at the side. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const [width, isChecked] of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${FOLDER}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([name, width, Math.max(excess, 0)]).toEqual([name, width, 0]);
      const found = isChecked ? await violations(page) : [];
      expect({ name, width, colorScheme, found }).toEqual({ name, width, colorScheme, found: [] });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** How far what is in sight was moved by what came later, since the page was opened: the sum of Chromium's layout shifts. */
export function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    return sum;
  });
}

async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy doesn't bind.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await axe.run()).violations);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
