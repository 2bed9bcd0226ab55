import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { noticeTypes } from '#features/payments/notice-types.ts';
import type { Config } from '#lib/env.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';

/**
 * Starts the offline payment provider as a process of its own and waits until it answers. It ends when this process
 * does. Throws with its own words where it cannot start, e.g. because its port is taken.
 */
export async function startSandbox(config: Config): Promise<ChildProcess> {
  const child = fork(path.join(projectRoot, 'src/sandbox/main.ts'), {
    env: {
      ...process.env,
      SANDBOX_PORT: String(config.sandboxPort),
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${config.port}/api/stripe/webhook`,
      SANDBOX_WEBHOOK_SECRET: config.payment.webhookSecret,
      SANDBOX_WEBHOOK_EVENTS: noticeTypes.join(','),
      SANDBOX_MERCHANT: 'Needlewise',
      SANDBOX_FILE: path.join(config.dataDir, 'sandbox.json'),
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-4_000);
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(
        new Error(
          `The payment sandbox did not start on port ${config.sandboxPort} (exit ${code}). Set SANDBOX_PORT to a free port.\n${said}`,
        ),
      ),
    );
  });
  return child;
}
