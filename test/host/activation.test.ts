import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('is there and activates', async () => {
    const extension = vscode.extensions.getExtension('strata.strata-migrations');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
