// What bpmn-moddle and bpmnlint say about each file named: JSON on the standard output.
const fs = require("node:fs");

async function main(files) {
  const { BpmnModdle } = await import("bpmn-moddle");
  const { default: Linter } = await import("bpmnlint/lib/linter.js");
  const { default: NodeResolver } = await import("bpmnlint/lib/resolver/node-resolver.js");
  const told = {};
  for (const file of files) {
    const read = await new BpmnModdle().fromXML(fs.readFileSync(file, "utf8"));
    const linter = new Linter({ config: { extends: "bpmnlint:recommended" }, resolver: new NodeResolver() }); // rules keep state
    const reports = await linter.lint(read.rootElement);
    told[file] = {
      warnings: read.warnings.map((one) => one.message),
      reports: Object.entries(reports).flatMap(([rule, found]) =>
        found.map((one) => ({ rule, category: one.category, id: one.id, message: one.message })),
      ),
    };
  }
  process.stdout.write(JSON.stringify(told));
}

main(process.argv.slice(2));
