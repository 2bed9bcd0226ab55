import { EnvironmentRefused, readConfig } from '#lib/env.server.ts';

// The server process. It decides two things before any library is loaded, and then loads the rest.
try {
  const operatorsNodeEnv = process.env.NODE_ENV;
  const config = readConfig(process.env);
  // React is several times slower in its development form, which it takes on unless this is set when it is loaded. The
  // shop's own policy has been read above, from what the operator said.
  process.env.NODE_ENV ||= 'production';
  const { runShop } = await import('./shop-process.server.ts');
  await runShop(config, operatorsNodeEnv ?? '');
} catch (error) {
  if (!(error instanceof EnvironmentRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
