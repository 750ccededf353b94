// An extension with a tree and no more: what VS Code itself takes for so many rows.
const vscode = require('vscode');

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  const all = Array.from({ length: Number('ROWS') }, (_, index) => `row ${index}`);
  vscode.window.createTreeView('bench.rows', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => (row === undefined ? all : []),
      getTreeItem: (row) => new vscode.TreeItem(row),
    },
  });
  vscode.commands.registerCommand('bench.rows.refresh', () => changed.fire());
};
