import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';

/** The bytes that saving would write, save participants aside. */
export async function bytesToSave(document: vscode.TextDocument): Promise<Uint8Array> {
  const text = document.getText();
  switch (document.encoding) {
    case 'utf8':
      return Buffer.from(text);
    case 'utf8bom':
      // The mark is in the document's encoding, not in its text.
      return Buffer.from(`\uFEFF${text}`);
    default:
      return await vscode.workspace.encode(text, { encoding: document.encoding });
  }
}

/** The same as a text where it would be UTF-8 without a mark: that need not be made of it and back. */
export async function contentToSave(document: vscode.TextDocument): Promise<string | Uint8Array> {
  // Half a character is saved as U+FFFD.
  if (document.encoding === 'utf8') return document.getText().toWellFormed();
  return await bytesToSave(document);
}
