package dev.tenfold.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tenfold.client.v2.ApiClient;
import dev.tenfold.client.v2.ApiException;
import dev.tenfold.client.v2.ApiResponse;
import dev.tenfold.client.v2.api.OrdersApi;
import dev.tenfold.client.v2.api.OrdersApi.APIAddPaymentRequest;
import dev.tenfold.client.v2.api.OrdersApi.APICancelOrderRequest;
import dev.tenfold.client.v2.api.OrdersApi.APIPlaceOrderRequest;
import dev.tenfold.client.v2.api.OrdersApi.APIReadOrderRequest;
import dev.tenfold.client.v2.api.ProductsApi;
import dev.tenfold.client.v2.api.ProductsApi.APIImportProductsRequest;
import dev.tenfold.client.v2.api.ProductsApi.APIListProductsRequest;
import dev.tenfold.client.v2.api.ProductsApi.APIReadProductRequest;
import dev.tenfold.client.v2.api.TokensApi;
import dev.tenfold.client.v2.api.TokensApi.APISignInRequest;
import dev.tenfold.client.v2.api.UsersApi;
import dev.tenfold.client.v2.api.UsersApi.APIChangeProfileRequest;
import dev.tenfold.client.v2.api.UsersApi.APISignUpRequest;
import dev.tenfold.client.v2.model.ExpectedTotal;
import dev.tenfold.client.v2.model.Job;
import dev.tenfold.client.v2.model.NewPaymentRequest;
import dev.tenfold.client.v2.model.NewProductRequest;
import dev.tenfold.client.v2.model.Order;
import dev.tenfold.client.v2.model.OrderItem;
import dev.tenfold.client.v2.model.OrderPayment;
import dev.tenfold.client.v2.model.PageProduct;
import dev.tenfold.client.v2.model.PaymentAmount;
import dev.tenfold.client.v2.model.PlaceOrderRequest;
import dev.tenfold.client.v2.model.Price;
import dev.tenfold.client.v2.model.Problem;
import dev.tenfold.client.v2.model.Product;
import dev.tenfold.client.v2.model.SignInRequest;
import dev.tenfold.client.v2.model.SignUpRequest;
import dev.tenfold.client.v2.model.User;
import dev.tenfold.client.v2.model.UserPatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The journey of a buyer with the Java client that OpenAPI Generator makes of the document. */
final class JourneyV2 {

    private static final String PASSWORD = "correct horse battery";
    private static final int QUANTITY = 2;

    private final ApiClient client = new ApiClient();
    private final ApiClient admin = new ApiClient();
    private final UUID productId;
    private final String email;

    private JourneyV2(String baseUrl, UUID productId, String email, String adminToken) {
        client.updateBaseUri(baseUrl);
        admin.updateBaseUri(baseUrl);
        signIn(admin, adminToken);
        this.productId = productId;
        this.email = email;
    }

    /** @param arguments the address of the service, the id of a product, an e-mail that has no account, and an access token of an admin */
    public static void main(String[] arguments) throws ApiException, JsonProcessingException {
        var journey = new JourneyV2(arguments[0], UUID.fromString(arguments[1]), arguments[2], arguments[3]);
        UUID order = journey.travel();
        journey.importProduct();
        System.out.println(order);
    }

    private static void signIn(ApiClient client, String token) {
        client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token));
    }

    private interface Call {

        Object send() throws ApiException;
    }

    private UUID travel() throws ApiException, JsonProcessingException {
        User user = signUpAndSignIn();
        readTwoPages();
        Product product = readTwice();
        Order order = placeTwice(product);
        var orders = new OrdersApi(client);
        Order read = orders.readOrder(APIReadOrderRequest.newBuilder().id(order.getId()).build());
        check(read.getLines().getFirst().getLineTotal().getAmount(), QUANTITY * product.getPrice().getAmount());
        check(read.getUserId(), user.getId());
        check(read.getPayment().getStatus(), OrderPayment.StatusEnum.UNPAID);
        OrderPayment payment = new OrdersApi(admin).addPayment(APIAddPaymentRequest.newBuilder().id(order.getId())
                .newPaymentRequest(new NewPaymentRequest().reference("pi_journey").amount(
                        new PaymentAmount().amount(order.getTotal().getAmount()).currency(order.getTotal().getCurrency())))
                .build());
        check(payment.getStatus(), OrderPayment.StatusEnum.PAID);
        Order cancelled = orders.cancelOrder(APICancelOrderRequest.newBuilder().id(order.getId()).build());
        check(cancelled.getStatus(), Order.StatusEnum.CANCELLED);
        check(cancelled.getPayment().getReference(), "pi_journey");

        Problem absent = problem(() -> orders.readOrder(APIReadOrderRequest.newBuilder().id(user.getId()).build()));
        check(absent.getCode(), Problem.CodeEnum.NOT_FOUND);
        check(absent.getStatus(), 404);
        check(problem("{\"code\": \"a_later_code\", \"a_later_member\": 1}").getCode(), Problem.CodeEnum.UNKNOWN_DEFAULT_OPEN_API);
        Problem none = problem(() -> orders.placeOrder(order("none", new PlaceOrderRequest().items(List.of(item(0))).expectedTotal(total(product)))));
        check(none.getStatus(), 422);
        check(none.getErrors().getFirst().getPointer(), "/items/0/quantity");
        return order.getId();
    }

    private User signUpAndSignIn() throws ApiException {
        User user = new UsersApi(client).signUp(APISignUpRequest.newBuilder()
                .signUpRequest(new SignUpRequest().name("Ana").email(email).password(PASSWORD)).build());
        check(user.getEmail(), email);
        check(user.getRole(), User.RoleEnum.USER);
        String token = new TokensApi(client)
                .signIn(APISignInRequest.newBuilder().signInRequest(new SignInRequest().email(email).password(PASSWORD)).build())
                .getAccessToken();
        signIn(client, token);
        User renamed = new UsersApi(client)
                .changeProfile(APIChangeProfileRequest.newBuilder().id(user.getId()).userPatch(new UserPatch().name("Ana Maria")).build());
        check(renamed.getName(), "Ana Maria");
        return user;
    }

    private void importProduct() throws ApiException, JsonProcessingException {
        var row = new NewProductRequest().sku(email.substring(0, email.indexOf('@'))).name("Sencha, 50 g").category("tea")
                .price(new Price().amount(850L).currency("USD"));
        Job job = new ProductsApi(admin)
                .importProducts(APIImportProductsRequest.newBuilder().body(admin.getObjectMapper().writeValueAsString(row)).build());
        check(job.getStatus(), Job.StatusEnum.QUEUED);
    }

    private void readTwoPages() throws ApiException {
        var products = new ProductsApi(client);
        PageProduct first = products.listProducts(
                APIListProductsRequest.newBuilder().limit(1).sort("-created_at").inStock(true).build());
        PageProduct second = products.listProducts(
                APIListProductsRequest.newBuilder().limit(1).sort("-created_at").inStock(true).cursor(first.getPage().getNext()).build());
        check(second.getData().size(), 1);
        check(second.getData().getFirst().getId().equals(first.getData().getFirst().getId()), false);
    }

    private Product readTwice() throws ApiException {
        var products = new ProductsApi(client);
        ApiResponse<Product> read = products.readProductWithHttpInfo(APIReadProductRequest.newBuilder().id(productId).build());
        String tag = header(read.getHeaders(), "ETag");
        ApiException unchanged = refused(
                () -> products.readProduct(APIReadProductRequest.newBuilder().id(productId).ifNoneMatch(tag).build()));
        check(unchanged.getCode(), 304);
        return read.getData();
    }

    private Order placeTwice(Product product) throws ApiException {
        var orders = new OrdersApi(client);
        var request = order("journey", new PlaceOrderRequest().items(List.of(item(QUANTITY))).expectedTotal(total(product)));
        Order placed = orders.placeOrder(request);
        check(placed.getStatus(), Order.StatusEnum.PENDING);
        ApiResponse<Order> again = orders.placeOrderWithHttpInfo(request);
        check(again.getData(), placed);
        check(header(again.getHeaders(), "Idempotent-Replayed"), "true");
        return placed;
    }

    private static ExpectedTotal total(Product product) {
        return new ExpectedTotal().amount(QUANTITY * product.getPrice().getAmount()).currency(product.getPrice().getCurrency());
    }

    private APIPlaceOrderRequest order(String key, PlaceOrderRequest order) {
        return APIPlaceOrderRequest.newBuilder().idempotencyKey(key + "-" + email).placeOrderRequest(order).build();
    }

    private OrderItem item(int quantity) {
        return new OrderItem().productId(productId).quantity(quantity);
    }

    private Problem problem(Call call) throws JsonProcessingException {
        return problem(refused(call).getResponseBody());
    }

    private Problem problem(String body) throws JsonProcessingException {
        return client.getObjectMapper().readValue(body, Problem.class);
    }

    private static ApiException refused(Call call) {
        try {
            throw new AssertionError("this call must be refused, but returned " + call.send());
        } catch (ApiException refusal) {
            return refusal;
        }
    }

    private static String header(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name)).findFirst().orElseThrow().getValue()
                .getFirst();
    }

    private static void check(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(actual + " instead of " + expected);
        }
    }
}
