package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Convolution (cross-correlation, as in every framework): Y[n, f, y, x] = b[f] + Σ X[n, c, y·s + i·d - p, x·s + j·d - p] W[f, c, i, j]
 * over kernel rows i, columns j and the channels c of f's group, X being 0 outside. Weight [filters, in / groups, kh, kw], bias
 * [filters]; out = floor((in + before + after - d(k - 1) - 1) / s) + 1, with p the padding before. On a sequence [T, F], the features are
 * the channels and the steps are rows of one column; the weight is [filters, in / groups, k].
 */
public record Conv(int filters, WindowArguments window, int groups, boolean bias) implements ConvolutionLayer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "conv",
            Category.CONVOLUTION,
            List.of(
                    ArgumentKind.size("filters", "how many channels it gives"),
                    ArgumentKind.window("kernel", "rows and columns of the window, or its steps")
                            .named(),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves"),
                    ArgumentKind.padding("rows and columns of zeros around the image")
                            .orCausal(),
                    ArgumentKind.pair("dilation", 1, 1, "the distance between the window's elements"),
                    ArgumentKind.whole("groups", 1, "groups of channels that do not see each other"),
                    ArgumentKind.flag("bias", true, "whether a bias is added")),
            "convolution of an image, or of a sequence along its steps",
            Conv::of);

    private static Conv of(Arguments arguments) {
        return new Conv(
                arguments.whole("filters"),
                WindowArguments.ofConvolution(arguments),
                arguments.whole("groups"),
                arguments.flag("bias"));
    }

    @Override
    public String keyword() {
        return "conv";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[f, r, c] = b[f] + sum over channels k, rows i, columns j of W[f, k, i, j] * x[k, r * stride + i * dilation - top, c * stride + j * dilation - left]",
                "dW[f, k, i, j] = sum over samples, r, c of dy[f, r, c] * x[k, r * stride + i * dilation - top, c * stride + j * dilation - left]",
                "db[f] = sum over samples, r, c of dy[f, r, c]",
                "dx[k, p, q] = sum over f, i, j of W[f, k, i, j] * dy[f, r, c], where the window at r, c has its element i, j on p, q",
                "on a sequence, the steps are the rows and the features the channels: y[t, f] = b[f] + sum over k, i of W[f, k, i] * x[t * stride + i * dilation - before, k]");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        WindowRule rule = WindowRule.ofConvolution("conv", window);
        return rule.refused(in, place)
                .or(() -> badGroups(in, place))
                .orElseGet(() -> rule.infer(in, filters, place).withWarnings(warnings(place)));
    }

    private Optional<Inference> badGroups(Incoming in, Place place) {
        return in.shape().features() % groups == 0 && filters % groups == 0
                ? Optional.empty()
                : Optional.of(badGroups(in, filters, groups, place));
    }

    /** Groups that do not divide the channels of the value before and the filters. */
    static Inference badGroups(Incoming in, int filters, int groups, Place place) {
        int channels = in.shape().features();
        String what = in.shape() instanceof Shape.Image ? " channels" : " features";
        Diagnostic problem = in.problem(
                Code.E0305,
                place.argument("groups"),
                "`groups = " + groups + "` must divide both the " + channels + what + " of `" + in.giver()
                        + "` and the " + filters + " filters");
        int fewer = fewerGroups(channels, filters, groups);
        return Inference.mismatch(
                problem,
                new Inference.Proposal("`groups = " + fewer + "` divides both", place.with("groups", "" + fewer)));
    }

    /**
     * The largest number below {@code groups} that divides channels and filters. It tries divisors up to the square root, and their
     * cofactors.
     */
    private static int fewerGroups(int channels, int filters, int groups) {
        int common =
                BigInteger.valueOf(channels).gcd(BigInteger.valueOf(filters)).intValue();
        return IntStream.rangeClosed(1, (int) Math.sqrt(common))
                .filter(divisor -> common % divisor == 0)
                .flatMap(divisor -> IntStream.of(divisor, common / divisor))
                .filter(divisor -> divisor < groups)
                .max()
                .orElse(1);
    }

    @Override
    public Convolution over(TensorType x) {
        return new Convolution(x, filters, window.over(x), groups);
    }
}
