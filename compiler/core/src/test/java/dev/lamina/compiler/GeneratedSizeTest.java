package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How many lines generated classes have: what has been reached, so that they do not grow again. */
final class GeneratedSizeTest {
    private static final Path LENET = Path.of("..", "..", "examples", "models", "lenet.lamina");

    private static long lines(String text, Target target, boolean predictOnly) {
        Options options = Options.defaults().withTarget(target).withPredictOnly(predictOnly);
        return LaminaCompiler.compile(new SourceFile("model.lamina", text), options)
                .models()
                .get(0)
                .javaSource()
                .lines()
                .count();
    }

    @ParameterizedTest
    @CsvSource({"VECTOR, false, 2100", "VECTOR, true, 768", "SCALAR, false, 2635", "SCALAR, true, 815"})
    void lenetHasNoMoreLinesThanNow(Target target, boolean predictOnly, long most) throws IOException {
        long lines = lines(Files.readString(LENET), target, predictOnly);
        assertTrue(lines <= most, () -> lines + " lines, at most " + most);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void equalConvolutionsHaveAtMostThreeTimesTheLinesOfOne(Target target) {
        for (boolean predictOnly : new boolean[] {false, true}) {
            long one = lines(convolutions(1), target, predictOnly);
            long many = lines(convolutions(240), target, predictOnly);
            assertTrue(many <= 3 * one, () -> many + " lines for 240, " + one + " for one");
        }
    }

    /** Each width has loops and methods of its own, of some 150 lines, but tiles only where rows of another length need them. */
    @Test
    void fullyConnectedLayersOfDifferentWidthsShareTheirTiles() {
        StringBuilder layers = new StringBuilder("model Many { input x: vector[20]\n");
        for (int width = 10; width < 110; width++) {
            layers.append("fc(").append(width).append(") relu\n");
        }
        long lines = lines(layers + "fc(4) loss cross_entropy }", Target.VECTOR, false);
        assertTrue(lines <= 18_000, () -> lines + " lines for 100 widths");
    }

    private static String convolutions(int count) {
        return """
                model Deep {
                    input image: image[8, 8, 8]
                    repeat %d { conv(8, kernel = 3, padding = 1) relu }
                    flatten  fc(4)
                    loss cross_entropy
                }
                """.formatted(count);
    }

    /** What a repeated body declares is the same as without loops. */
    @Test
    void tensorsDeclaredInALoopHaveTheirNamesAndPlaces() {
        CompiledModel model = LaminaCompiler.compile(
                        new SourceFile("model.lamina", convolutions(6)),
                        Options.defaults().withTarget(Target.SCALAR))
                .models()
                .get(0);
        assertTrue(model.javaSource().contains("for (int i = 0; i < 6; i++) {\n            views["), model::javaSource);
        var views = model.load().newParameters(1).views();
        int end = 0;
        for (int i = 0; i < 6; i++) {
            var weight = views.get(2 * i);
            var bias = views.get(2 * i + 1);
            assertTrue(weight.name().equals("conv" + (i + 1) + ".weight"), weight::toString);
            assertTrue(bias.name().equals("conv" + (i + 1) + ".bias"), bias::toString);
            assertTrue(
                    weight.position(0) >= end && bias.position(0) > weight.position(8 * 8 * 9 - 1), weight::toString);
            end = bias.position(7) + 1;
        }
    }
}
