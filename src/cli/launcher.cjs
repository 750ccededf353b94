#!/usr/bin/env node
// ES5 only, and no import: an old Node has to get far enough to print the message. Loading the real
// program there would be a syntax error at best and a segmentation fault in the SQLite binary at worst.
'use strict';

var oldest = [22, 14];
var version = process.versions.node.split('.').map(Number);

if (version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1])) {
  // Beside the code: whoever could put other code there could as well change this.
  require('module').enableCompileCache(require('path').join(__dirname, 'compiled'));
  require('./cli-main.js');
} else {
  process.stderr.write(
    'strata: needs Node ' +
      oldest.join('.') +
      ' or newer, and this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n',
  );
  process.exitCode = 2;
}
