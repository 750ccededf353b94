// Brings what the host and workbench tests need besides the packages: the workbench and a browser.
import { findOrInstallBrowser } from '../test/support/browser.ts';
import { installCodeServer } from './code-server.mjs';
import { main } from './main.mjs';

await main(async () => {
  await installCodeServer();
  findOrInstallBrowser();
});
