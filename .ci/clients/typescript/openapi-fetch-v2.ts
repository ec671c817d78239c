// The journey of a buyer in version 2 with openapi-fetch, whose types openapi-typescript makes of the document.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "../target/generated/openapi-typescript/schema-v2.js";

type Problem = components["schemas"]["Problem"];

const [baseUrl, productId, email, adminToken] = process.argv.slice(2);
assert.ok(baseUrl && productId && email && adminToken, "arguments: BASE_URL PRODUCT_ID EMAIL ADMIN_TOKEN");
const password = "correct horse battery";
let token = "";

const client = createClient<paths>({ baseUrl });
client.use({
    onRequest({ request }) {
        if (token) {
            request.headers.set("Authorization", `Bearer ${token}`);
        }
    },
});

function problem(error: Problem | undefined): Problem {
    assert.ok(error, "a problem document");
    return error;
}

const user = await client.POST("/api/v2/users", { body: { name: "Ana", email, password } });
assert.equal(user.response.status, 201);
assert.equal(user.data?.email, email);
assert.equal(user.data?.role, "user");

const tokens = await client.POST("/api/v2/auth/token", { body: { email, password } });
assert.equal(tokens.data?.token_type, "Bearer");
token = tokens.data.access_token;

const renamed = await client.PATCH("/api/v2/users/{id}", { params: { path: { id: user.data.id } }, body: { name: "Ana Maria" } });
assert.equal(renamed.data?.name, "Ana Maria");

const first = await client.GET("/api/v2/products", { params: { query: { limit: 1, sort: "-created_at", in_stock: true } } });
assert.equal(first.data?.data.length, 1);
assert.ok(first.data.page.next, "there is a second page");
const second = await client.GET("/api/v2/products", {
    params: { query: { limit: 1, sort: "-created_at", in_stock: true, cursor: first.data.page.next } },
});
assert.notEqual(second.data?.data[0]?.id, first.data.data[0]?.id);

const product = await client.GET("/api/v2/products/{id}", { params: { path: { id: productId } } });
assert.equal(product.data?.id, productId);
const price: number = product.data.price.amount;
const tag = product.response.headers.get("ETag");
assert.ok(tag, "a product has an ETag");
const unchanged = await client.GET("/api/v2/products/{id}", {
    params: { path: { id: productId }, header: { "If-None-Match": tag } },
});
assert.equal(unchanged.response.status, 304);

const header = { "Idempotency-Key": `journey-${email}` };
const body = {
    items: [{ product_id: productId, quantity: 2 }],
    expected_total: { amount: 2 * price, currency: product.data.price.currency },
};
const placed = await client.POST("/api/v2/orders", { params: { header }, body });
assert.equal(placed.response.status, 201);
assert.equal(placed.data?.status, "pending");
const id: string = placed.data.id;
const again = await client.POST("/api/v2/orders", { params: { header }, body });
assert.equal(again.data?.id, id);
assert.equal(again.response.headers.get("Idempotent-Replayed"), "true");

const order = await client.GET("/api/v2/orders/{id}", { params: { path: { id } } });
assert.equal(order.data?.lines[0]?.line_total.amount, 2 * price);
assert.equal(order.data.user_id, user.data.id);
assert.equal(order.data.payment.status, "unpaid");

const admin = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${adminToken}` } });
const wrong = await admin.POST("/api/v2/orders/{id}/payments", {
    params: { path: { id } },
    body: { reference: "pi_journey", amount: { amount: 1, currency: body.expected_total.currency } },
});
assert.equal(problem(wrong.error).errors?.[0]?.pointer, "/amount");
const payment = await admin.POST("/api/v2/orders/{id}/payments", {
    params: { path: { id } },
    body: { reference: "pi_journey", amount: body.expected_total },
});
assert.equal(payment.response.status, 201);
assert.equal(payment.data?.status, "paid");

const cancelled = await client.POST("/api/v2/orders/{id}/cancel", { params: { path: { id } } });
assert.equal(cancelled.data?.status, "cancelled");
assert.equal(cancelled.data.payment.reference, "pi_journey");

const absent = await client.GET("/api/v2/orders/{id}", { params: { path: { id: user.data.id } } });
assert.equal(problem(absent.error).code, "not_found");
assert.equal(problem(absent.error).request_id, absent.response.headers.get("X-Request-Id"));

const none = await client.POST("/api/v2/orders", {
    params: { header: { "Idempotency-Key": `none-${email}` } },
    body: { items: [{ product_id: productId, quantity: 0 }], expected_total: body.expected_total },
});
assert.equal(problem(none.error).status, 422);
assert.equal(problem(none.error).errors?.[0]?.pointer, "/items/0/quantity");

const row: components["schemas"]["NewProductRequest"] = {
    sku: email.split("@")[0] ?? "",
    name: "Sencha, 50 g",
    category: "tea",
    price: { amount: 850, currency: "USD" },
};
const job = await admin.POST("/api/v2/products/import", {
    headers: { "Content-Type": "application/x-ndjson" },
    body: JSON.stringify(row),
    bodySerializer: (text) => text, // not JSON
});
assert.equal(job.data?.status, "queued");

console.log(id);
