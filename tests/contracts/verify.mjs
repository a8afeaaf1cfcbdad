// Verify messages as a consumer written in Node would: one on each line, what the standard's own library says of it on each.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, body, headers } = JSON.parse(line);
  try {
    console.log(JSON.stringify(new Webhook(secret).verify(body, headers).type));
  } catch (fault) {
    console.log(JSON.stringify({ refused: fault.message }));
  }
}
