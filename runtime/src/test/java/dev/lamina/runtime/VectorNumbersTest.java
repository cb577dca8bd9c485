package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That {@link VectorNumbers} gives the bits of {@link Numbers}, and that C2 can inline it. */
class VectorNumbersTest {
    /** C2's FreqInlineSize. */
    private static final int INLINED = 325;

    private static final VectorSpecies<Float> PREFERRED = FloatVector.SPECIES_PREFERRED;

    private interface FloatFunction {
        float of(float x);
    }

    /** A loop over whole vectors, not over one, which would have to become an object in between. */
    private interface Loop {
        void run(float[] from, float[] to);
    }

    static Stream<VectorSpecies<Float>> smallerSpecies() {
        return Stream.of(FloatVector.SPECIES_64, FloatVector.SPECIES_128, FloatVector.SPECIES_256)
                .filter(species -> species.length() < PREFERRED.length());
    }

    @Test
    void expHasTheBitsOfTheScalar() {
        Loop exp = (from, to) -> {
            for (int i = 0; i < from.length; i += PREFERRED.length()) {
                VectorNumbers.exp(FloatVector.fromArray(PREFERRED, from, i)).intoArray(to, i);
            }
        };
        assertSameBits(FloatSamples.STRIDE, exp, Numbers::exp);
    }

    @Test
    void tanhHasTheBitsOfTheScalar() {
        Loop tanh = (from, to) -> {
            for (int i = 0; i < from.length; i += PREFERRED.length()) {
                VectorNumbers.tanh(FloatVector.fromArray(PREFERRED, from, i)).intoArray(to, i);
            }
        };
        assertSameBits(FloatSamples.STRIDE, tanh, Numbers::tanh);
    }

    @Test
    void sigmoidHasTheBitsOfTheScalar() {
        Loop sigmoid = (from, to) -> {
            for (int i = 0; i < from.length; i += PREFERRED.length()) {
                VectorNumbers.sigmoid(FloatVector.fromArray(PREFERRED, from, i)).intoArray(to, i);
            }
        };
        assertSameBits(FloatSamples.STRIDE, sigmoid, Numbers::sigmoid);
    }

    @ParameterizedTest
    @MethodSource("smallerSpecies")
    void smallerSpeciesHaveTheSameBits(VectorSpecies<Float> species) {
        // A species that is no constant is slow, and these are for the lanes' borders: fewer samples do.
        int stride = 100_003;
        assertSameBits(stride, (from, to) -> loop(species, VectorNumbers::exp, from, to), Numbers::exp);
        assertSameBits(stride, (from, to) -> loop(species, VectorNumbers::tanh, from, to), Numbers::tanh);
        assertSameBits(stride, (from, to) -> loop(species, VectorNumbers::sigmoid, from, to), Numbers::sigmoid);
    }

    private static void loop(
            VectorSpecies<Float> species, UnaryOperator<FloatVector> function, float[] from, float[] to) {
        for (int i = 0; i < from.length; i += species.length()) {
            function.apply(FloatVector.fromArray(species, from, i)).intoArray(to, i);
        }
    }

    @Test
    void rangesHaveTheBitsOfTheScalar() {
        int stride = 10_007;
        assertSameBits(stride, (from, to) -> VectorNumbers.exp(from, 0, to, 0, from.length), Numbers::exp);
        assertSameBits(stride, (from, to) -> VectorNumbers.tanh(from, 0, to, 0, from.length), Numbers::tanh);
        assertSameBits(stride, (from, to) -> VectorNumbers.sigmoid(from, 0, to, 0, from.length), Numbers::sigmoid);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 16, 33})
    void rangesEndWhereTheyShould(int length) {
        float[] from = new float[60];
        float[] to = new float[60];
        Arrays.fill(from, 0.5f);
        VectorNumbers.exp(from, 3, to, 11, length);
        for (int i = 0; i < to.length; i++) {
            assertEquals(i < 11 || i >= 11 + length ? 0 : Numbers.exp(0.5f), to[i]);
        }
        VectorNumbers.tanh(from, 3, from, 3, length);
        VectorNumbers.sigmoid(from, 3, from, 3, length);
        for (int i = 0; i < from.length; i++) {
            assertEquals(i < 3 || i >= 3 + length ? 0.5f : Numbers.sigmoid(Numbers.tanh(0.5f)), from[i]);
        }
    }

    @Test
    void everyMethodOfAVectorIsSmallEnoughToBeInlined() throws IOException {
        Map<String, Integer> sizes = new HashMap<>(MethodSizes.of(VectorNumbers.class));
        sizes.keySet().removeIf(method -> !method.endsWith("jdk/incubator/vector/FloatVector;"));
        assertEquals(3, sizes.size(), sizes::toString);
        sizes.forEach((method, bytes) -> assertTrue(bytes < INLINED, () -> method + " has " + bytes + " bytes"));
    }

    private static void assertSameBits(int stride, Loop vector, FloatFunction scalar) {
        float[] results = new float[FloatSamples.BATCH];
        FloatSamples.forEach(stride, batch -> {
            vector.run(batch, results);
            for (int i = 0; i < batch.length; i++) {
                float x = batch[i];
                float expected = scalar.of(x);
                // One NaN is as good as another, and zeros differ.
                if (Float.floatToIntBits(results[i]) != Float.floatToIntBits(expected)) {
                    fail("of " + x + ": " + results[i] + ", not " + expected);
                }
            }
        });
    }
}
