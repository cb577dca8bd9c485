package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
    private static final List<String> LAYERS =
            List.of("conv", "dropout", "fc", "flatten", "maxpool", "relu", "sigmoid", "softmax", "tanh");

    @ParameterizedTest
    @CsvSource({"rellu,relu", "ReLU,relu", "cnov,conv", "maxpol,maxpool", "droput,dropout", "flaten,flatten", "f,fc"})
    void aSlipOfTheFingerIsUnderstood(String written, String meant) {
        assertEquals(Optional.of(meant), NearestName.of(written, LAYERS));
    }

    @ParameterizedTest
    @CsvSource({"attention", "x", "embedding", "''"})
    void somethingElseIsNot(String written) {
        assertEquals(Optional.empty(), NearestName.of(written, LAYERS));
    }

    @ParameterizedTest
    @CsvSource({"unflatten", "prelu", "xconv", "elu", "oftmax"})
    void aFunctionWithAnotherBeginningIsAnotherFunction(String written) {
        assertEquals(Optional.empty(), NearestName.slip(written, LAYERS));
    }

    @Test
    void swappedFirstLettersAreASlip() {
        assertEquals(Optional.of("conv"), NearestName.slip("ocnv", LAYERS));
    }

    @Test
    void ofEquallyNearNamesTheFirstIsTaken() {
        assertEquals(Optional.of("fc1"), NearestName.of("fc9", List.of("fc2", "fc1")));
    }

    @Test
    void aSwapOfNeighboursCountsOnce() {
        assertEquals(1, NearestName.distance("cnov", "conv"));
        assertEquals(3, NearestName.distance("kitten", "sitting"));
        assertEquals(4, NearestName.distance("", "conv"));
    }
}
