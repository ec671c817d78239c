package dev.tenfold.api.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TrackingParametersTest {

    @ParameterizedTest
    @CsvSource({"utm_source=a,", "utm_source,", "utm_source=a&utm_medium=b&fbclid=c&gclid=d&msclkid=e,", "a=1&utm_source=b&c=2,a=1&c=2",
        "utm_source=b&c=2&utm_id=3,c=2", "a=utm_source,a=utm_source", "xfbclid=1,xfbclid=1", "fbclids=1,fbclids=1", "a=1&&b=2,a=1&&b=2",
        "q=a%26utm_source=b,q=a%26utm_source=b", "UTM_SOURCE=a,UTM_SOURCE=a", "q=tea,q=tea"})
    void onlyTheyAreLeftOut(String query, String rest) {
        assertThat(TrackingParameters.without(query)).isEqualTo(rest);
    }
}
