package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.ZeroedPadding;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Pair;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.compiler.tensor.Value;
import java.util.List;
import java.util.Optional;

/**
 * A convolution, perhaps with a bias: its parameters, both directions and its warning. Weight [filters, in / groups, kh, kw], on a sequence
 * [filters, in / groups, k]; bias [filters]. The loops are in {@link Convolution}.
 */
interface ConvolutionLayer extends Layer {
    WindowArguments window();

    boolean bias();

    /** The convolution over images or sequences of this type. */
    Convolution over(TensorType x);

    @Override
    default String semantics() {
        return "cross-correlation" + (window().isPadded() ? "; padding counts as 0" : "");
    }

    @Override
    default Optional<String> fixesSteps(Shape in) {
        return window().fixesSteps(in);
    }

    @Override
    default TimeAxis steps(Shape in, TimeAxis before) {
        return in instanceof Shape.Sequence ? before.then(window().steps(in)) : before;
    }

    @Override
    default Optional<String> looksAhead(Shape in) {
        if (!(in instanceof Shape.Sequence)) {
            return Optional.empty();
        }
        return Optional.of(
                window().readsNoLaterStep()
                        ? "reads earlier steps, which it does not keep from call to call"
                        : "reads later steps");
    }

    /** A warning about a dilation that has no effect. */
    default List<Diagnostic> warnings(Place place) {
        return window().kernel().equals(new Pair(1, 1)) && !window().dilation().equals(new Pair(1, 1))
                ? List.of(Diagnostic.of(
                        Code.W0707, place.argument("dilation"), "a kernel of 1 has no elements to lie apart"))
                : List.of();
    }

    @Override
    default List<Parameter> parameters(Shape in, TensorType type) {
        Convolution convolution = over(type);
        List<Integer> sizes = convolution.weightSizes();
        Parameter.Initial initial = Parameter.Initial.uniform((long) sizes.get(1) * sizes.get(2) * sizes.get(3));
        List<Integer> own = convolution.isOverSteps() ? sizes.subList(0, 3) : sizes;
        Parameter weight = new Parameter("weight", own, TensorType.shared(sizes), convolution.weights(sizes), initial);
        return bias() ? List.of(weight, Parameter.bias(sizes.get(0), initial)) : List.of(weight);
    }

    @Override
    default Value forward(Scope scope) {
        Convolution convolution = over(scope.x().type());
        Value x = scope.x();
        if (convolution.readsPadding()) {
            x = scope.add("padded", new ZeroedPadding(), x);
        }
        scope.keep("x", x);
        Value product = scope.add("product", new Convolution.Forward(convolution), x, scope.parameter("weight"));
        return bias() ? scope.add("biased", Pointwise.BIAS, product, scope.parameter("bias")) : product;
    }

    @Override
    default void backward(Scope scope, Value y, Value dy) {
        Value x = scope.kept("x");
        Convolution convolution = over(x.type());
        Value weight = scope.parameter("weight");
        scope.gradient("weight", scope.add("weight gradient", new Convolution.WeightGradient(convolution), x, dy));
        if (bias()) {
            scope.gradient("bias", scope.add("bias gradient", new SumOverSamples(), dy));
        }
        Value read = convolution.isDepthwise()
                ? weight
                : scope.add("transposed weight", convolution.transpose(weight.type()), weight);
        Value padded = convolution.gradientReadsPadding() ? scope.add("padded gradient", new ZeroedPadding(), dy) : dy;
        Value dx = scope.add("input gradient", new Convolution.InputGradient(convolution), padded, read);
        // the windows of own steps reach over padding steps, whose zeros are no numbers of the layer before
        scope.operandGradient("x", dx.type().overTime() ? scope.add("own gradient", new ZeroedPadding(), dx) : dx);
    }
}
