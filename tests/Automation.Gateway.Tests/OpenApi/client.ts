// client.ts: types from the OpenAPI document (schema.d.ts), calls by openapi-fetch. Arguments: the gateway's address, a shop's key.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[]; exitCode: number };

const [, , baseUrl, key] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });

const event: components["schemas"]["Event"] = {
  eventId: "from-typescript-1",
  identifiers: { userId: "tess" },
  cartUpdated: {
    cartId: "c",
    lines: [{ productId: "p", title: "A thing", quantity: 2, unitPrice: { currencyCode: "GBP", units: "7" } }],
  },
};
const recorded = await client.POST("/v1/events", { body: event });
if (recorded.error) throw new Error(recorded.error.detail);

const shopperId: string = recorded.data.shopperId ?? "";
const outcome: components["schemas"]["Outcome"] | undefined = recorded.data.outcome;
const events = await client.GET("/v1/shoppers/{shopperId}/events", { params: { path: { shopperId }, query: { pageSize: 1 } } });
if (events.error) throw new Error(events.error.detail);
const units: string | undefined = events.data.events?.[0]?.event?.cartUpdated?.lines?.[0]?.unitPrice?.units;

const refused = await client.GET("/v1/products/{productId}", { params: { path: { productId: "nobody-sells-this" } } });

// @ts-expect-error A 64-bit number is a string.
const wrong: components["schemas"]["Money"] = { currencyCode: "GBP", units: 7 };

console.log(JSON.stringify({ outcome, units, refused: refused.error?.reason, wrong: typeof wrong.units }));
