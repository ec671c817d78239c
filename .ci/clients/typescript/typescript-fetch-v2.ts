// The journey of a buyer in version 2 with the client that OpenAPI Generator makes of the document for typescript-fetch.
import assert from "node:assert/strict";
import {
    Configuration,
    JobStatusEnum,
    NewProductRequestToJSON,
    OrderPaymentStatusEnum,
    OrderStatusEnum,
    OrdersApi,
    type Problem,
    ProblemCodeEnum,
    ProblemFromJSON,
    ProductsApi,
    ResponseError,
    TokensApi,
    UsersApi,
} from "../target/generated/typescript-fetch-v2/index.js";

const [basePath, productId, email, adminToken] = process.argv.slice(2);
assert.ok(basePath && productId && email && adminToken, "arguments: BASE_URL PRODUCT_ID EMAIL ADMIN_TOKEN");
const password = "correct horse battery";
let token = "";

const configuration = new Configuration({ basePath, accessToken: () => token });
const products = new ProductsApi(configuration);
const orders = new OrdersApi(configuration);

/** The response that the client refused. */
async function refused(call: Promise<unknown>): Promise<Response> {
    try {
        await call;
    } catch (error) {
        if (error instanceof ResponseError) {
            return error.response;
        }
        throw error;
    }
    return assert.fail("this call must be refused");
}

async function problem(call: Promise<unknown>): Promise<Problem> {
    return ProblemFromJSON(await (await refused(call)).json());
}

const users = new UsersApi(configuration);
const user = await users.signUp({ signUpRequest: { name: "Ana", email, password } });
assert.equal(user.email, email);
assert.ok(user.createdAt instanceof Date);

const tokens = await new TokensApi(configuration).signIn({ signInRequest: { email, password } });
token = tokens.accessToken;

const renamed = await users.changeProfile({ id: user.id, userPatch: { name: "Ana Maria" } });
assert.equal(renamed.name, "Ana Maria");

const first = await products.listProducts({ limit: 1, sort: "-created_at", inStock: true });
assert.equal(first.data.length, 1);
assert.ok(first.page.next, "there is a second page");
const second = await products.listProducts({ limit: 1, sort: "-created_at", inStock: true, cursor: first.page.next });
assert.notEqual(second.data[0]?.id, first.data[0]?.id);

const read = await products.readProductRaw({ id: productId });
const product = await read.value();
const tag = read.raw.headers.get("ETag");
assert.ok(tag, "a product has an ETag");
assert.equal((await refused(products.readProduct({ id: productId, ifNoneMatch: tag }))).status, 304);

const request = {
    idempotencyKey: `journey-${email}`,
    placeOrderRequest: {
        items: [{ productId, quantity: 2 }],
        expectedTotal: { amount: 2 * product.price.amount, currency: product.price.currency },
    },
};
const placed = await orders.placeOrder(request);
assert.equal(placed.status, OrderStatusEnum.Pending);
const again = await orders.placeOrderRaw(request);
assert.equal((await again.value()).id, placed.id);
assert.equal(again.raw.headers.get("Idempotent-Replayed"), "true");

const order = await orders.readOrder({ id: placed.id });
assert.equal(order.lines[0]?.lineTotal.amount, 2 * product.price.amount);
assert.equal(order.userId, user.id);
assert.equal(order.payment.status, OrderPaymentStatusEnum.Unpaid);

const adminConfiguration = new Configuration({ basePath, accessToken: adminToken });
const payment = await new OrdersApi(adminConfiguration).addPayment({
    id: placed.id,
    newPaymentRequest: { reference: "pi_journey", amount: request.placeOrderRequest.expectedTotal },
});
assert.equal(payment.status, OrderPaymentStatusEnum.Paid);

const cancelled = await orders.cancelOrder({ id: placed.id });
assert.equal(cancelled.status, OrderStatusEnum.Cancelled);
assert.equal(cancelled.payment.reference, "pi_journey");

const absent = await problem(orders.readOrder({ id: user.id }));
assert.equal(absent.code, ProblemCodeEnum.NotFound);
assert.equal(absent.status, 404);

const none = await problem(
    orders.placeOrder({
        idempotencyKey: `none-${email}`,
        placeOrderRequest: { ...request.placeOrderRequest, items: [{ productId, quantity: 0 }] },
    }),
);
assert.equal(none.status, 422);
assert.equal(none.errors?.[0]?.pointer, "/items/0/quantity");

const row = NewProductRequestToJSON({
    sku: email.split("@")[0] ?? "",
    name: "Sencha, 50 g",
    category: "tea",
    price: { amount: 850, currency: "USD" },
});
const admin = new ProductsApi(adminConfiguration);
const job = await admin.importProducts({ body: JSON.stringify(row) });
assert.equal(job.status, JobStatusEnum.Queued);

console.log(placed.id);
