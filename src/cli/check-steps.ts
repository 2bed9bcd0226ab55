import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#lib/project-root.server.ts';

/** One check: a program, or a function that answers with what is wrong. */
export interface Step {
  name: string;
  run(): Promise<StepResult>;
}

export interface StepResult {
  ok: boolean;
  /** What to show when it failed. */
  said: string;
  tests?: { passed: number; failed: number; skipped: number };
}

const results = path.join(projectRoot, 'test-results');

/** A program of `node_modules/.bin`, or `node` with a file of ours. */
export function program(name: string, command: string, ...args: string[]): Step {
  return { name, run: () => output(command, args) };
}

/**
 * All tests of Vitest, counted: units, content, integration, server, and what kills the shop, loses its messages and
 * plays random sequences. In one run, so that no core waits for the last file of a kind.
 */
export const vitestTests: Step = {
  name: 'unit, content, integration, server and fault tests',
  async run() {
    const file = path.join(results, 'vitest.json');
    rmSync(file, { force: true });
    const ran = await output('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const report = readReport(file);
    const tests = {
      passed: Number(report?.numPassedTests ?? 0),
      failed: Number(report?.numFailedTests ?? 0),
      skipped: Number(report?.numPendingTests ?? 0) + Number(report?.numTodoTests ?? 0),
    };
    // The exit code alone is not believed: a library in the process could change it.
    return { ...ran, ok: ran.ok && report?.success === true && tests.passed > 0, tests };
  },
};

/** All journeys in the browser, counted. */
export const journeys: Step = {
  name: 'journeys in Chromium',
  async run() {
    const file = path.join(results, 'playwright.json');
    rmSync(file, { force: true });
    const ran = await output('playwright', ['test']);
    const stats = readReport(file)?.stats;
    const count = (key: string) =>
      typeof stats === 'object' && stats !== null ? Number(Reflect.get(stats, key) ?? 0) : 0;
    const tests = { passed: count('expected'), failed: count('unexpected'), skipped: count('skipped') };
    return { ...ran, ok: ran.ok && tests.failed === 0 && count('flaky') === 0 && tests.passed > 0, tests };
  },
};

/** The committed SQL is what the schema asks for: generating it again finds nothing to do. */
export const migrationsFit: Step = {
  name: 'migrations match the schema',
  async run() {
    const committed = path.join(projectRoot, 'src/db/migrations');
    // In a copy: a check must not write into the tree. drizzle-kit takes the folder relative to the project.
    const copy = path.join(results, 'migrations');
    rmSync(copy, { recursive: true, force: true });
    cpSync(committed, copy, { recursive: true });
    const ran = await output('drizzle-kit', [
      'generate',
      '--dialect=postgresql',
      '--schema=src/db/schema/*.ts',
      `--out=${path.relative(projectRoot, copy)}`,
    ]);
    const made = readdirSync(copy).filter((file) => !readdirSync(committed).includes(file));
    if (ran.ok && made.length === 0) return ran;
    return {
      ok: false,
      said: `${ran.said}\nThe schema asks for more: run "npm run db:generate" and commit the SQL`,
    };
  },
};

/** Runs the steps in order, says how long each took, and stops at the first that fails. Sets the exit code. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const begun = performance.now();
  for (const step of steps) {
    process.stdout.write(`${step.name} … `);
    const from = performance.now();
    const { ok, said, tests } = await step.run();
    if (tests) {
      total.passed += tests.passed;
      total.failed += tests.failed;
      total.skipped += tests.skipped;
    } else {
      total[ok ? 'passed' : 'failed'] += 1;
    }
    process.stdout.write(
      `${ok ? 'ok' : 'FAILED'} (${seconds(from)}${tests ? `, ${tests.passed} passed` : ''})\n`,
    );
    if (ok) continue;
    process.stdout.write(`\n${said}\n`);
    process.exitCode = 1;
    break;
  }
  if (process.exitCode === 1 && total.failed === 0) total.failed = 1;
  process.stdout.write(`All in ${seconds(begun)}\n`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
}

function output(command: string, args: readonly string[]): Promise<StepResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ASTRO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    child.once('error', (error) => resolve({ ok: false, said: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, said }));
  });
}

function readReport(file: string): Record<string, unknown> | null {
  if (!existsSync(file)) return null;
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof report === 'object' && report !== null ? (report as Record<string, unknown>) : null;
}

function seconds(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
