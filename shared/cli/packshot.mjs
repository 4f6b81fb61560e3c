#!/usr/bin/env node
/**
 * The packshot command. The sources are TypeScript, which Node runs from version 24 on: an older one hands over to the
 * Node that `npm ci` has put under node_modules. Plain JavaScript, because that older Node reads it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const installedNode = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
const isNewEnough = Number(process.versions.node.split('.')[0]) >= neededMajor;

if (isNewEnough) {
  const { runCommandLine } = await import('./main.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else if (existsSync(installedNode) && !process.connected) {
  handOver();
} else {
  console.error(`Expected Node ${neededMajor} under node_modules, got none that works; run npm ci in the checkout.`);
  process.exitCode = 1;
}

/** Passes on arguments, terminal and signals. The channel tells the other process when this one is gone. */
function handOver() {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(installedNode, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.on('error', (error) => {
    console.error(`Expected ${installedNode} to run, got: ${error.message}; run npm ci in the checkout again.`);
    process.exitCode = 1;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
