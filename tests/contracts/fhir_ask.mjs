// Ask the FHIR service as a journal system written in Node would, with fhir-kit-client; what came of it as one JSON object.
import { Client } from "fhir-kit-client";

const client = new Client({ baseUrl: process.argv[2] });
const said = {};

const statement = await client.capabilityStatement();
said.types = statement.rest[0].resource.map((one) => one.type);

let page = await client.search({ resourceType: "Organization", searchParams: { _count: 2 } });
const names = [];
for (said.pages = 0; page; page = await client.nextPage({ bundle: page })) {
  names.push(...page.entry.map((one) => one.resource.name));
  said.pages += 1;
}
said.organizations = names.length;

const found = await client.search({
  resourceType: "HealthcareService",
  searchParams: { "service-type": process.argv[3], _include: ["HealthcareService:location", "HealthcareService:organization"] },
});
said.found = found.entry.map((one) => `${one.resource.resourceType} ${one.search.mode}`);
const service = found.entry[0].resource;
const [resourceType, id] = service.location[0].reference.split("/");
said.place = (await client.read({ resourceType, id })).name;

const lookedUp = await client.operation({
  name: "lookup", resourceType: "CodeSystem", method: "GET",
  input: { system: "http://hl7.org/fhir/sid/icd-10-no", code: "M17.9" },
});
said.display = lookedUp.parameter.find((one) => one.name === "display").valueString;
const validated = await client.operation({
  name: "validate-code", resourceType: "CodeSystem",
  input: {
    resourceType: "Parameters",
    parameter: [{ name: "url", valueUri: "http://hl7.org/fhir/sid/icd-10-no" }, { name: "code", valueCode: "Z99" }],
  },
});
said.valid = validated.parameter.find((one) => one.name === "result").valueBoolean;

said.refused = await client
  .read({ resourceType: "Location", id: "0" })
  .catch((fault) => [fault.response.status, fault.response.data.resourceType, fault.response.data.issue[0].code]);

console.log(JSON.stringify(said));
