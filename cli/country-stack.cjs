#!/usr/bin/env node
// Old syntax on purpose: this file must be readable by the Node that is too old for the rest.
"use strict";

var version = process.versions.node.split(".").map(Number);

function atLeast(minor, patch) {
  return version[1] > minor || (version[1] === minor && version[2] >= patch);
}

function launch() {
  var nodeModule = require("module");
  var path = require("path");
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  // A checkout runs from source; the package carries the compiled files only.
  var source = path.join(__dirname, "main.ts");
  var compiled = path.join(__dirname, "..", "dist", "cli", "main.js");
  var main = require("fs").existsSync(source) ? source : compiled;
  return import(require("url").pathToFileURL(main).href).then((loaded) => loaded.run(process.argv.slice(2)));
}

if (version[0] >= 26 || (version[0] === 24 && atLeast(15, 0)) || (version[0] === 22 && atLeast(22, 2))) {
  void launch();
} else {
  process.stderr.write(
    "country-stack needs Node 22.22.2 or newer of line 22, 24.15 or newer of line 24, or 26 and newer; this is " +
      process.versions.node +
      ".\n",
  );
  process.exitCode = 2;
}
