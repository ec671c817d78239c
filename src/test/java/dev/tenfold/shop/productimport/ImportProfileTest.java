package dev.tenfold.shop.productimport;

import dev.tenfold.shop.productimport.ImportClient.Import;
import dev.tenfold.testing.client.ApiClient;
import dev.tenfold.testing.client.TestAccounts;
import dev.tenfold.testing.services.TenfoldTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Product files of other services. */
@TenfoldTest
class ImportProfileTest {

    private final ImportClient imports;
    private final ApiClient admin;
    private final JdbcClient jdbc;

    ImportProfileTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.imports = new ImportClient(port, jdbc);
        this.admin = new TestAccounts(new ApiClient(port)).admin();
        this.jdbc = jdbc;
    }

    @Test
    void variantsOfShopifyBecomeProducts() throws IOException {
        Import ended = imports.csvFile("shopify-products.csv", "?profile=shopify&currency=USD");
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.counts()).isEqualTo(List.of(5, 0, 0, 0));
        assertThat(products("SHOP-MUG", "SHOP-TEE-S", "SHOP-TEE-M", "tee-shirt-large-dark-blue", "old-lamp")).containsExactly(
                "SHOP-MUG|Plain Mug|kitchen|999|USD|12|<p>A mug of <em>stoneware</em>.\nIt holds 300 ml.</p>",
                "SHOP-TEE-M|Tee Shirt - Medium / Dark Blue|shirts|2550|USD|0|<p>Of cotton, with a \"print\".</p>",
                "SHOP-TEE-S|Tee Shirt - Small / Dark Blue|shirts|2500|USD|3|<p>Of cotton, with a \"print\".</p>",
                "old-lamp|Old Lamp|uncategorized|5900|USD|0|",
                "tee-shirt-large-dark-blue|Tee Shirt - Large / Dark Blue|shirts|102500|USD|0|<p>Of cotton, with a \"print\".</p>");
        jdbc.sql("UPDATE products SET category = 'lamps' WHERE sku = 'old-lamp'").update();
        assertThat(imports.csvFile("shopify-products.csv", "?profile=shopify&currency=USD").counts())
                .as("an empty type does not change a category").isEqualTo(List.of(0, 0, 5, 0));
    }

    @Test
    void rowsOfShopifyThatAreNoProductAreRefused() throws IOException {
        Import ended = imports.send("text/csv", "?profile=shopify&currency=USD", """
                Handle,Title,Option1 Value,Variant SKU,Variant Price,Status
                a,,Small,SHOP-A,1.00,
                b,Bag,Default Title,SHOP-B,1.00,draft
                c,Cup,Default Title,SHOP-C,cheap,active
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(ended.errors()).containsExactly("2 /title required", "3 /status not_published", "4 /price wrong_type");
    }

    @Test
    void productsAndVariationsOfWooCommerceBecomeProducts() throws IOException {
        Import ended = imports.csvFile("woocommerce-products.csv", "?profile=woocommerce&currency=EUR");
        assertThat(ended.errors()).as("a product of another shop").containsExactly("8 /type wrong_type");
        assertThat(ended.counts()).isEqualTo(List.of(4, 0, 0, 1));
        assertThat(products("WOO-CAP", "woocommerce-73", "WOO-TEE-RED", "WOO-TEE-GREEN")).containsExactly(
                "WOO-CAP|Cap|accessories|1800|EUR|5|First line.\nSecond line, with \"quotes\".",
                "WOO-TEE-GREEN|Neck Tee - Green / L|clothing|2000|EUR|0|",
                "WOO-TEE-RED|Neck Tee - Red|clothing|2000|EUR|2|Red one.", "woocommerce-73|Album|music|1550|EUR|0|");
    }

    @Test
    void aVariationWithoutItsParentIsRefused() throws IOException {
        Import ended = imports.send("text/csv", "?profile=woocommerce&currency=EUR", """
                ID,Type,SKU,Name,Published,Regular price,Parent
                1,variation,WOO-1,X,1,2,WOO-NONE
                2,simple,WOO-2,X,0,2,
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(ended.errors()).containsExactly("2 /parent unknown_parent", "3 /published not_published");
    }

    @Test
    void aVariationNeedsItsOwnParentAndAPublishedOne() throws IOException {
        Import ended = imports.send("text/csv", "?profile=woocommerce&currency=EUR", """
                ID,Type,SKU,Name,Published,Regular price,Parent
                1,variable,,Private Tee,0,,
                2,variation,WOO-PRIVATE-S,Private Tee,1,2,id:1
                3,variation,WOO-ALONE,Private Tee,1,2,
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(ended.errors()).containsExactly("3 /published not_published", "4 /parent unknown_parent");
    }

    @Test
    void itemsOfGoogleMerchantBecomeProducts() throws IOException {
        Import ended = imports.csvFile("google-merchant-products.tsv", "?profile=google-merchant");
        assertThat(ended.errors()).isEmpty();
        assertThat(products("GM-TV", "GM-KURTI-S", "GM-KURTI-M")).containsExactly("GM-KURTI-M|Kurti, M|clothing|15250|KWD|0|",
                "GM-KURTI-S|Kurti, S|clothing|15000|KWD|0|", "GM-TV|LED television|televisions|129900|USD|0|A television with 40 inches");
    }

    @Test
    void aFileOfAnotherKindIsRefusedAtOnce() throws IOException {
        Import ended = imports.csvFile("google-merchant-products.tsv", "?profile=shopify&currency=USD");
        assertThat(ended.status()).isEqualTo("failed");
        assertThat(ended.detail()).contains("handle", "google_product_category");
    }

    @Test
    void parametersThatDoNotFitAreRefused() {
        ApiClient csv = admin.with("Content-Type", "text/csv");
        String path = "/api/v1/products/import";
        csv.post(path + "?profile=magento", "sku\n").isProblem(400, "invalid_parameter");
        csv.post(path + "?profile=shopify", "sku\n").isProblem(400, "invalid_parameter");
        csv.post(path + "?currency=Euro", "sku\n").isProblem(400, "invalid_parameter");
        csv.post(path + "?dry_run=perhaps", "sku\n").isProblem(400, "invalid_parameter");
        admin.with("Content-Type", "application/x-ndjson").post(path + "?profile=shopify&currency=USD", "{}\n").isProblem(400,
                "invalid_parameter");
    }

    private List<String> products(String... skus) {
        return jdbc.sql("""
                SELECT concat_ws('|', sku, name, category, price_amount, price_currency, on_hand, description)
                  FROM products JOIN inventory ON inventory.product_id = products.id
                 WHERE sku IN (:skus) ORDER BY sku COLLATE "C"
                """).param("skus", List.of(skus)).query(String.class).list();
    }
}
