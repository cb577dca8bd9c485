package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.schedule.WideTiles;
import dev.lamina.compiler.source.SourceFile;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The larger tiles for vectors of 16 lanes: which kernels have them, and that they compute the same. */
@Isolated("while it runs, schedules are others than usual")
final class WideTilesTest {
    private static final int BRANCHING = 20;

    /** A convolution of a padded image, and one of each pixel. */
    private static String convolution(int channels, int filters, int size) {
        return """
                model Conv {
                    input image: image[%d, %d, %d]
                    conv(%d, kernel = 3, padding = 1)  relu
                    conv(%d, kernel = 1)  mean  fc(3)
                    loss cross_entropy
                }
                """.formatted(channels, size, size, filters, filters);
    }

    @AfterEach
    void asUsual() {
        WideTiles.everything(false);
    }

    private static String source(String model) {
        Options options = Options.defaults().withTarget(Target.VECTOR).withPredictOnly(true);
        return LaminaCompiler.compile(new SourceFile("model.lamina", model), options)
                .models()
                .get(0)
                .javaSource();
    }

    @Test
    void onlyAKernelWithMuchWorkHasASecondTile() {
        String large = source(convolution(16, 16, 32)); // 2.4 million multiply-adds, then 0.3 million
        assertTrue(large.contains("conv1ForwardTile16x1("), large);
        assertTrue(large.contains("if (LANES < 16) {"), large);
        assertEquals(1, large.split("if \\(LANES", -1).length - 1, large);
        assertEquals(1, source(convolution(16, 16, 24)).split("if \\(LANES", -1).length, "1.3 million are too few");
    }

    /** Pairs of rows that slide, two vectors of filters, a tail of one vector, and sizes that no tile divides. */
    @ParameterizedTest
    @ValueSource(strings = {"3, 16, 16", "5, 12, 14", "4, 32, 16", "6, 40, 7", "2, 20, 13"})
    void largerTilesGiveTheSameBits(String sizes) {
        String[] each = sizes.split(", ");
        compare(convolution(Integer.parseInt(each[0]), Integer.parseInt(each[1]), Integer.parseInt(each[2])), 3, 1);
    }

    @TestFactory
    Stream<DynamicTest> largerTilesGiveTheSameBitsOfRandomModels() {
        return LongStream.rangeClosed(1, BRANCHING)
                .mapToObj(RandomBranches::of)
                .map(model ->
                        DynamicTest.dynamicTest("" + model, () -> compare(model.text(), model.batch(), model.seed())));
    }

    private static void compare(String model, int batch, long seed) {
        Results plain = results(Target.SCALAR, model, batch, seed);
        WideTiles.everything(true);
        Results wide = results(Target.VECTOR, model, batch, seed);
        WideTiles.everything(false);
        assertSameBits(model, plain, wide);
    }

    private static Results results(Target target, String model, int batch, long seed) {
        return new Trial(new Variant(target, Fusion.ALL, Loader.JANINO).load(model), batch, seed).everything(2);
    }

    /** The pixels are written anyway, and are many more; that the halo is zeros in reused memory is held by the laws. */
    @Test
    void zerosAreWrittenAroundAnImageAndNotUnderIt() {
        String source = source("""
                model Deep {
                    input image: image[16, 24, 24]
                    repeat 3 { conv(16, kernel = 3, padding = 1)  relu }
                    mean  fc(3)
                    loss cross_entropy
                }
                """);
        // a row has 26 pixels of 16 channels, and the pixels of the first begin at 432
        assertTrue(
                Pattern.compile("Arrays\\.fill\\(\\w+, \\w+Row \\+ 816, \\w+Row \\+ 848, 0f\\)")
                        .matcher(source)
                        .find(),
                source);
    }
}
