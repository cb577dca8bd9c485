package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.ZeroedPadding;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Sides;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transposed convolution, the gradient of a convolution as a layer: each element of x adds W times itself to the window of Y that it lies
 * over. Y[n, f, y·s + i·d - p, x·s + j·d - p] += X[n, c, y, x] W[c, f, i, j] over the channels c of f's group; Y begins with b[f]. Weight
 * [in, filters / groups, kh, kw], bias [filters]; out = (in - 1) s - 2 p + d(k - 1) + output_padding + 1, as PyTorch's
 * {@code ConvTranspose2d}. On a sequence [T, F], the features are the channels and the steps are rows of one column; the weight is
 * [in, filters / groups, k], as {@code ConvTranspose1d}. The loops are those of {@link Convolution} with both directions exchanged.
 */
public record ConvTranspose(
        int filters,
        Pair kernel,
        Pair stride,
        Pair padding,
        Pair outputPadding,
        Pair dilation,
        int groups,
        boolean bias)
        implements Layer {
    public static final CallKind<Layer> KIND = new CallKind<>(
            "conv_transpose",
            Category.CONVOLUTION,
            List.of(
                    ArgumentKind.size("filters", "how many channels it gives"),
                    ArgumentKind.window("kernel", "rows and columns of the window, or its steps")
                            .named(),
                    ArgumentKind.pair("stride", 1, 1, "how far the window moves from one element to the next"),
                    ArgumentKind.pair("padding", 0, 0, "rows and columns left out at each side of the result"),
                    ArgumentKind.pair("output_padding", 0, 0, "more rows and columns at the bottom and the right side"),
                    ArgumentKind.pair("dilation", 1, 1, "the distance between the window's elements"),
                    ArgumentKind.whole("groups", 1, "groups of channels that do not see each other"),
                    ArgumentKind.flag("bias", true, "whether a bias is added")),
            "transposed convolution of an image, or of a sequence along its steps: it makes them larger",
            ConvTranspose::of);

    private static ConvTranspose of(Arguments arguments) {
        return new ConvTranspose(
                arguments.whole("filters"),
                arguments.pair("kernel"),
                arguments.pair("stride"),
                arguments.pair("padding"),
                arguments.pair("output_padding"),
                arguments.pair("dilation"),
                arguments.whole("groups"),
                arguments.flag("bias"));
    }

    @Override
    public String keyword() {
        return "conv_transpose";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y[f, p, q] = b[f] + sum over k, i, j of W[k, f, i, j] * x[k, r, c], where r * stride + i * dilation - padding = p, and c likewise = q",
                "dW[k, f, i, j] = sum over samples, r, c of x[k, r, c] * dy[f, r * stride + i * dilation - padding, c * stride + j * dilation - padding]",
                "db[f] = sum over samples, p, q of dy[f, p, q]",
                "dx[k, r, c] = sum over f, i, j of W[k, f, i, j] * dy[f, r * stride + i * dilation - padding, c * stride + j * dilation - padding]",
                "on a sequence, the steps are the rows and the features the channels");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Image || in.shape() instanceof Shape.Sequence)) {
            return in.refused(Code.E0302, place, "conv_transpose", "an image or a sequence");
        }
        return notAlongSteps(in, place)
                .or(() -> tooMuchOutputPadding(in, place))
                .or(() -> badGroups(in, place))
                .orElseGet(() -> sizes(in, place));
    }

    private Optional<Inference> notAlongSteps(Incoming in, Place place) {
        if (in.shape() instanceof Shape.Image) {
            return Optional.empty();
        }
        Map<String, Pair> pairs = new LinkedHashMap<>();
        pairs.put("kernel", kernel);
        pairs.put("stride", stride);
        pairs.put("padding", padding);
        pairs.put("output_padding", outputPadding);
        pairs.put("dilation", dilation);
        return pairs.entrySet().stream()
                .filter(each -> each.getValue().height() != each.getValue().width())
                .findFirst()
                .map(each -> WindowRule.notAlongSteps(in, place, each.getKey(), each.getValue()));
    }

    /** With more of it than this, a convolution would give a larger image than x for an image of the result's size. */
    private Optional<Inference> tooMuchOutputPadding(Incoming in, Place place) {
        Pair most = new Pair(
                Math.max(stride.height(), dilation.height()) - 1, Math.max(stride.width(), dilation.width()) - 1);
        Pair less = new Pair(
                Math.min(outputPadding.height(), most.height()), Math.min(outputPadding.width(), most.width()));
        return less.equals(outputPadding)
                ? Optional.empty()
                : Optional.of(Inference.mismatch(
                        in.problem(
                                Code.E0333,
                                place.argument("output_padding"),
                                "`output_padding` of " + outputPadding
                                        + " must be less than the stride or the dilation, " + stride + " and "
                                        + dilation),
                        new Inference.Proposal(
                                "at most " + most + " is possible", place.with("output_padding", less.toString()))));
    }

    private Optional<Inference> badGroups(Incoming in, Place place) {
        int channels = in.shape().features();
        return channels % groups == 0 && filters % groups == 0
                ? Optional.empty()
                : Optional.of(Conv.badGroups(in, filters, groups, place));
    }

    private TransposedAxis rows() {
        return new TransposedAxis(
                kernel.height(), stride.height(), padding.height(), outputPadding.height(), dilation.height());
    }

    private TransposedAxis columns() {
        return new TransposedAxis(
                kernel.width(), stride.width(), padding.width(), outputPadding.width(), dilation.width());
    }

    private Inference sizes(Incoming in, Place place) {
        Shape shape = in.shape();
        boolean steps = shape instanceof Shape.Sequence;
        long height = rows().out(Window.height(shape));
        long width = steps ? 1 : columns().out(Window.width(shape));
        if (height < 1 || width < 1) {
            return Inference.mismatch(in.problem(
                    Code.E0303,
                    place.argument("padding"),
                    "with a padding of " + (steps ? padding.height() : padding) + " nothing is left of the result of `"
                            + in.giver() + "`, which gives " + shape));
        }
        // with all that windows reach over, which is laid out in memory
        double size =
                (double) filters * (height + 2.0 * padding.height()) * (width + (steps ? 0 : 2.0 * padding.width()));
        if (size > TooLarge.MOST) {
            return Inference.mismatch(TooLarge.value(place.call(), "the result", size));
        }
        return new Inference.Fits(
                steps ? new Shape.Sequence((int) height, filters) : new Shape.Image(filters, (int) height, (int) width),
                arithmetic(shape),
                warnings(place));
    }

    private String arithmetic(Shape in) {
        String height = rows().arithmetic(Window.height(in));
        if (in instanceof Shape.Sequence) {
            return "steps = " + height;
        }
        String width = columns().arithmetic(Window.width(in));
        return "height = " + height + (height.equals(width) ? "" : ", width = " + width);
    }

    private List<Diagnostic> warnings(Place place) {
        return kernel.equals(new Pair(1, 1)) && !dilation.equals(new Pair(1, 1))
                ? List.of(Diagnostic.of(
                        Code.W0707, place.argument("dilation"), "a kernel of 1 has no elements to lie apart"))
                : List.of();
    }

    @Override
    public Optional<String> fixesSteps(Shape in) {
        return in instanceof Shape.Sequence ? Optional.of("gives another number of steps") : Optional.empty();
    }

    /** The convolution whose gradient this is: over values of the result's type, with x as its result. */
    private Convolution over(TensorType x) {
        boolean steps = x.rank() == 2;
        int height = (int) rows().out(Window.height(x));
        int width = steps ? 1 : (int) columns().out(Window.width(x));
        TensorType y = TensorType.samples(steps ? List.of(height, filters) : List.of(filters, height, width));
        Sides sides = new Sides(
                padding.height(),
                padding.height() - outputPadding.height(),
                steps ? 0 : padding.width(),
                steps ? 0 : padding.width() - outputPadding.width());
        Window window = steps
                ? new Window(
                        new Pair(kernel.height(), 1),
                        new Pair(stride.height(), 1),
                        sides,
                        new Pair(dilation.height(), 1))
                : new Window(kernel, stride, sides, dilation);
        return new Convolution(y, x.size(AxisOrder.lane(x)), window.reduced(height, width), groups);
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        Convolution convolution = over(type);
        List<Integer> sizes = convolution.weightSizes();
        Parameter.Initial initial = Parameter.Initial.uniform((long) sizes.get(1) * sizes.get(2) * sizes.get(3));
        List<Integer> own = convolution.isOverSteps() ? sizes.subList(0, 3) : sizes;
        Parameter weight = new Parameter("weight", own, TensorType.shared(sizes), convolution.weights(sizes), initial);
        return bias ? List.of(weight, Parameter.bias(filters, initial)) : List.of(weight);
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        Convolution convolution = over(x.type());
        Value weight = scope.parameter("weight");
        Value read = convolution.isDepthwise()
                ? weight
                : scope.add("transposed weight", convolution.transpose(weight.type()), weight);
        Value padded = convolution.gradientReadsPadding() ? scope.add("padded", new ZeroedPadding(), x) : x;
        Value product = scope.add("product", Convolution.InputGradient.of(convolution), padded, read);
        return bias ? scope.add("biased", Pointwise.BIAS, product, scope.parameter("bias")) : product;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        Convolution convolution = over(x.type());
        Value padded = convolution.readsPadding() ? scope.add("padded gradient", new ZeroedPadding(), dy) : dy;
        scope.gradient("weight", scope.add("weight gradient", new Convolution.WeightGradient(convolution), padded, x));
        if (bias) {
            scope.gradient("bias", scope.add("bias gradient", new SumOverSamples(), dy));
        }
        scope.operandGradient(
                "x",
                scope.add("input gradient", new Convolution.Forward(convolution), padded, scope.parameter("weight")));
    }
}
