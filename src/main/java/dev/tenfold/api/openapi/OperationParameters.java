package dev.tenfold.api.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The parameters of an operation in the document. */
final class OperationParameters {

    private OperationParameters() {}

    static boolean isRequired(Parameter parameter) {
        return Boolean.TRUE.equals(parameter.getRequired());
    }

    static Optional<Parameter> find(Operation operation, String in, String name) {
        return of(operation).filter(parameter -> in.equals(parameter.getIn()) && name.equals(parameter.getName())).findFirst();
    }

    static Stream<Parameter> of(Operation operation) {
        return Stream.ofNullable(operation.getParameters()).flatMap(List::stream);
    }
}
