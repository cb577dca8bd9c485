package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.source.ForeignWords.Section;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of other frameworks. */
final class ForeignWordsTest {
    private static final List<String> LAYERS =
            Keyword.layers().stream().map(Keyword::name).toList();

    @ParameterizedTest
    @CsvSource({
        "Dense, fc",
        "linear, fc",
        "Conv2D, conv",
        "max_pool2d, maxpool",
        "MaxPooling2D, maxpool",
        "swish, silu",
        "LeakyReLU, leaky_relu",
        "BatchNormalization, batchnorm",
        "flaten, flatten",
        "cnov, conv",
        "ReLU, relu",
        "Unflatten, to_image",
        "Reshape, to_image",
        "ConvTranspose1d, conv_transpose",
        "UpSampling2D, upsample"
    })
    void aWordOfAnotherFrameworkAndASlipOfTheFingerAreTranslated(String written, String ours) {
        assertEquals(
                Optional.of(ours), Suggestion.of(Section.LAYER, written, LAYERS).flatMap(Suggestion::word));
    }

    @ParameterizedTest
    @CsvSource({
        "selu",
        "swiglu",
        "prelu",
        "mish",
        "softmin",
        "maxunpool",
        "lrn",
        "glu",
        "batchrenorm",
        "conv3d",
        "hardtanh",
        "median",
        "xelu",
        "unrelu",
        "dropblock"
    })
    void anotherFunctionIsNeverOffered(String written) {
        assertEquals(
                Optional.empty(), Suggestion.of(Section.LAYER, written, LAYERS).flatMap(Suggestion::word));
    }

    @Test
    void onlyWhatExistsIsOffered() {
        assertEquals(
                Optional.empty(),
                Suggestion.of(Section.LOSS, "l1_loss", List.of("mse")).flatMap(Suggestion::word));
        assertEquals(
                Optional.of("mae"),
                Suggestion.of(Section.LOSS, "l1_loss", List.of("mse", "mae")).flatMap(Suggestion::word));
        assertEquals(
                Optional.of("rate"),
                Suggestion.of(Section.ARGUMENT, "lr", List.of("rate", "beta1")).flatMap(Suggestion::word));
        assertEquals(
                Optional.empty(),
                Suggestion.of(Section.ARGUMENT, "lr", List.of("units")).flatMap(Suggestion::word));
    }

    @Test
    void noWordOfOursIsTakenForAnotherOne() {
        for (Keyword keyword : Keyword.layers()) {
            Optional<Suggestion> suggestion = Suggestion.of(Section.LAYER, keyword.name(), LAYERS);
            assertTrue(
                    suggestion.flatMap(Suggestion::word).equals(Optional.of(keyword.name())),
                    () -> keyword.name() + ": " + suggestion);
        }
    }
}
