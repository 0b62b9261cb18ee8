/// <reference lib="dom" />
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = 'screenshots';
const WIDTHS = [360, 768, 1440];
const SCHEMES = ['light', 'dark'] as const;

declare const axe: {
  run(): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }>;
};

/** Lets axe-core look at a page at every width, light and dark, keeps a picture of each, and sees that nothing sticks out at the side. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${FOLDER}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([name, width, Math.max(excess, 0)]).toEqual([name, width, 0]);
      expect({ name, width, colorScheme, found: await violations(page) }).toEqual({
        name,
        width,
        colorScheme,
        found: [],
      });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy doesn't bind.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => (await axe.run()).violations);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
