// Brings what the host and workbench tests need besides the packages: the workbench and a browser.
import { findOrInstallBrowser } from '../test/support/browser.ts';
import { installCodeServer } from './code-server.mjs';

try {
  await installCodeServer();
  findOrInstallBrowser();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
