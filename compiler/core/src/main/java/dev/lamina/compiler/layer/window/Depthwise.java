package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * Convolution with one filter for each channel: Y[n, c, y, x] = b[c] + Σ X[n, c, y·s + i·d - p, x·s + j·d - p] W[c, 0, i, j] over kernel
 * rows i and columns j, X being 0 outside. Weight [channels, 1, kh, kw], bias [channels]. It is a {@link Conv} with as many groups and
 * filters as channels, and has the same bits. On a sequence, the steps are the rows and the features the channels; the weight is
 * [features, 1, k].
 */
public record Depthwise(WindowArguments window, boolean bias) implements ConvolutionLayer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "depthwise",
            Category.CONVOLUTION,
            List.of(
                    ArgumentKind.window("kernel", "rows and columns of the window, or its steps"),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves"),
                    ArgumentKind.padding("rows and columns of zeros around the image")
                            .orCausal(),
                    ArgumentKind.pair("dilation", 1, 1, "the distance between the window's elements"),
                    ArgumentKind.flag("bias", true, "whether a bias is added")),
            "convolution of an image with one filter for each channel, or of a sequence with one for each feature",
            arguments -> new Depthwise(WindowArguments.ofConvolution(arguments), arguments.flag("bias")));

    @Override
    public String keyword() {
        return "depthwise";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[k, r, c] = b[k] + sum over rows i, columns j of W[k, 0, i, j] * x[k, r * stride + i * dilation - top, c * stride + j * dilation - left]",
                "dW[k, 0, i, j] = sum over samples, r, c of dy[k, r, c] * x[k, r * stride + i * dilation - top, c * stride + j * dilation - left]",
                "db[k] = sum over samples, r, c of dy[k, r, c]",
                "dx[k, p, q] = sum over i, j of W[k, 0, i, j] * dy[k, r, c], where the window at r, c has its element i, j on p, q",
                "on a sequence, the steps are the rows and the features the channels");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        WindowRule rule = WindowRule.ofConvolution("depthwise", window);
        return rule.refused(in, place)
                .orElseGet(() -> rule.infer(in, in.shape().features(), place).withWarnings(warnings(place)));
    }

    @Override
    public Convolution over(TensorType x) {
        int channels = x.size(AxisOrder.lane(x));
        return new Convolution(x, channels, window.over(x), channels);
    }
}
