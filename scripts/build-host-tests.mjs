// For the launch configuration “Extension Tests”: the bundle and the folder that it opens.
import { globSync } from 'node:fs';
import { bundleHostTests, hostWorkspace } from '../test/support/host.ts';
import { inRoot } from './paths.mjs';

const folder = inRoot('test/host');
await bundleHostTests(globSync(`${folder}/*.test.ts`), inRoot('.cache/host-tests/all.js'));
hostWorkspace(folder, inRoot('.cache/host-tests'));
