// check-document.mjs DOCUMENT TOOLS: whether the file is valid OpenAPI and each example in it is valid by its schema.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , file, tools] = process.argv;
const require = createRequire(pathToFileURL(`${tools}/node_modules/`));
const { Validator } = await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const document = JSON.parse(readFileSync(file, "utf8"));
const findings = [];

const validator = new Validator();
const result = await validator.validate(structuredClone(document));
if (!result.valid) findings.push(`not OpenAPI: ${JSON.stringify(result.errors)}`);
if (validator.version !== "3.1") findings.push(`OpenAPI ${validator.version} instead of 3.1`);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat("int32", true).addFormat("int64", true).addFormat("uint64", true);
ajv.addSchema({ $id: "https://automation.example/document", components: document.components });

let checked = 0;
function check(where, content) {
  if (!content?.example) return;
  const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"https://automation.example/document#/'));
  checked++;
  if (!ajv.validate(schema, content.example)) findings.push(`${where}: ${ajv.errorsText(ajv.errors, { separator: "\n  " })}`);
}

for (const [path, operations] of Object.entries(document.paths)) {
  for (const [verb, operation] of Object.entries(operations)) {
    // What is sent there is wrong on purpose.
    if (operation.operationId !== "validateWorkflow") check(`${verb} ${path} request`, operation.requestBody?.content["application/json"]);
    check(`${verb} ${path} answer`, operation.responses["200"].content["application/json"]);
  }
}
for (const [name, response] of Object.entries(document.components.responses)) check(name, response.content["application/problem+json"]);

if (findings.length > 0) {
  console.error(findings.join("\n"));
  process.exit(1);
}
console.log(`valid, ${checked} examples`);
