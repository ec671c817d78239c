package dev.tenfold.api.route;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ApiVersionTest {

    @ParameterizedTest
    @CsvSource({"/api/v1/products, V1", "/api/v2/orders/1/pay, V2", "/api/v1/, V1"})
    void aPathHasTheVersionOfItsSecondSegment(String path, ApiVersion version) {
        assertThat(ApiVersion.ofPath(path)).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/api/v1", "/api/v2", "/api/v10/products", "/api/v3/products", "/api/1/products", "/api/x1/products",
        "/apis/v1/products", "/v1/products", "/api/v1products"})
    void otherPathsHaveNone(String path) {
        assertThat(ApiVersion.ofPath(path)).isNull();
    }

    @Test
    void aMappingIsForOneVersionOrForAllLaterOnesToo() {
        assertThat(ApiVersion.declared("1")).containsExactly(ApiVersion.V1);
        assertThat(ApiVersion.declared("1+")).containsExactly(ApiVersion.V1, ApiVersion.V2);
        assertThat(ApiVersion.declared("2+")).containsExactly(ApiVersion.V2);
        assertThatIllegalArgumentException().isThrownBy(() -> ApiVersion.declared("3"));
    }

    @Test
    void aTemplateHasAPathInEachVersion() {
        assertThat(ApiVersion.paths(Routes.ORDERS + "/{id}", List.of(ApiVersion.values()))).containsExactly("/api/v1/orders/{id}",
                "/api/v2/orders/{id}");
        assertThat(ApiVersion.paths(Routes.KEYS, List.of(ApiVersion.values()))).containsExactly(Routes.KEYS);
    }

    @Test
    void theVersionsOfARouteAreNextToEachOther() {
        assertThat(Routes.find("POST", "/api/v1/orders/1/pay")).isNotNull();
        assertThat(Routes.find("POST", "/api/v2/orders/1/pay")).isNull();
        assertThat(Routes.find("POST", "/api/v1/orders/1/payments")).isNull();
        assertThat(Routes.find("POST", "/api/v2/orders/1/payments")).isNotNull();
        assertThat(Routes.isCached("/api/v2/products/1")).isTrue();
        assertThat(Routes.isUpload("POST", "/api/v2/products/import")).isTrue();
        assertThat(RequestClass.of("POST", "/api/v2/orders")).isEqualTo(RequestClass.ORDERS);
    }
}
