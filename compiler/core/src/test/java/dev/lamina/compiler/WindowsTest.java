package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lamina.runtime.Parameters;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reference values and laws do not show of windows, means and maxima. */
final class WindowsTest {
    /** More than a vector, and not a multiple of one. */
    private static final int CHANNELS = 18;

    /** The second pixel becomes NaN, as the sum of infinity and minus infinity; the others are finite. */
    @ParameterizedTest
    @ValueSource(
            strings = {"max", "mean", "maxpool((1, 3))", "maxpool((1, 3), padding = (0, 0, 0, 1))", "avgpool((1, 3))"})
    void nanOfOnePixelStaysNan(String call) {
        String model = "model Edges { input x: image[2, 1, 3]  conv(2, kernel = 1, bias = false)  conv(" + CHANNELS
                + ", kernel = 1, bias = false)  " + call + " }";
        for (Variant variant : Variant.fused()) {
            LoadedNetwork loaded = variant.load(model);
            Parameters parameters = loaded.newParameters(1);
            parameters.set("conv1.weight", new float[] {1e38f, 0, 0, 1e38f});
            float[] ones = new float[2 * CHANNELS];
            Arrays.fill(ones, 1);
            parameters.set("conv2.weight", ones);
            float[] output = new float[CHANNELS];
            NetworkInput.of(new float[] {0, 100, 0, 0, -100, 0})
                    .predict(loaded.trainer(parameters, loaded.newTrainingState(), 1), 1, output);
            float[] expected = new float[CHANNELS];
            Arrays.fill(expected, Float.NaN);
            assertArrayEquals(expected, output, "" + variant);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "depthwise(3, padding = 1) | conv(18, kernel = 3, padding = 1, groups = 18)",
                "depthwise((2, 3), stride = 2, bias = false) | conv(18, kernel = (2, 3), stride = 2, groups = 18, bias = false)",
                "conv(5, kernel = 3, padding = (1, 2)) | conv(5, kernel = 3, padding = (1, 1, 2, 2))",
                "conv(5, kernel = (4, 2), padding = same) | conv(5, kernel = (4, 2), padding = (1, 2, 0, 1))",
                "conv(5, kernel = 3, stride = 2, padding = same) | conv(5, kernel = 3, stride = 2, padding = (0, 1, 1, 1))",
                "maxpool(3, stride = 1, padding = same) | maxpool(3, stride = 1, padding = 1)",
                "avgpool((2, 3), padding = same) | avgpool((2, 3), padding = (0, 0, 1, 1))"
            })
    void whatIsWrittenInTwoWaysHasTheSameBits(String one, String other) {
        for (Variant variant : Variant.inTurn(one)) {
            assertSameBits(one + " and " + other, results(variant, other), results(variant, one));
        }
    }

    /** The steps are the rows of an image of one column, and the features its channels. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conv(5, kernel = 3) | conv(5, kernel = (3, 1))",
                "conv(5, kernel = 3, padding = causal, dilation = 2) | conv(5, kernel = (3, 1), padding = (4, 0, 0, 0), dilation = 2)",
                "conv(6, kernel = 4, padding = same, groups = 3) | conv(6, kernel = (4, 1), padding = (1, 2, 0, 0), groups = 3)",
                "conv(5, kernel = 3, stride = 2, padding = (2, 1)) | conv(5, kernel = (3, 1), stride = 2, padding = (2, 1, 0, 0))",
                "depthwise(2, padding = 1) | depthwise((2, 1), padding = (1, 0))",
                "conv_transpose(5, kernel = 4, stride = 2, padding = 1) | conv_transpose(5, kernel = (4, 1), stride = 2, padding = (1, 0))",
                "maxpool(2, ceil = true) | maxpool((2, 1), ceil = true)",
                "avgpool(3, stride = 2, padding = 1) | avgpool((3, 1), stride = 2, padding = (1, 0))",
                "upsample(3, mode = linear) | upsample((3, 1), mode = linear)"
            })
    void aSequenceHasTheBitsOfAnImageOfOneColumn(String ofSteps, String ofImage) {
        String end = ofSteps.contains("causal") ? "  mean" : ""; // one that streams has a state, which an image has not
        for (Variant variant : Variant.inTurn(ofSteps)) {
            LoadedNetwork sequence =
                    variant.load("model Steps { input x: sequence[7, 18]  layer: " + ofSteps + end + " }");
            LoadedNetwork image =
                    variant.load("model Steps { input x: sequence[7, 18]  to_image(18, 7, 1, along = pixels)  layer: "
                            + ofImage + "  to_sequence(pixels)" + end + " }");
            assertSameBits(ofSteps, new Trial(image, 3, 7).everything(1), new Trial(sequence, 3, 7).everything(1));
        }
    }

    private static Results results(Variant variant, String call) {
        String model = "model Same { input x: image[18, 6, 7]  layer: " + call + " }";
        return new Trial(variant.load(model), 3, 7).everything(1);
    }
}
