package dev.lamina.compiler.layer.window;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.op.CarriedSteps;
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
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/**
 * A convolution, perhaps with a bias: its parameters, both directions and its warning. Weight [filters, in / groups, kh, kw], on a sequence
 * [filters, in / groups, k]; bias [filters]. The loops are in {@link Convolution}.
 */
interface ConvolutionLayer extends Layer {
    /** The name of its state, the last steps of {@code x}. */
    String STATE = "x";

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
    default Optional<String> whyNoGaps(Shape in) {
        return in instanceof Shape.Sequence && window().kernel().height() > 1
                ? Optional.of("reads neighbouring steps")
                : Layer.super.whyNoGaps(in);
    }

    @Override
    default TimeAxis steps(Shape in, TimeAxis before) {
        return in instanceof Shape.Sequence ? before.then(window().steps(in)) : before;
    }

    @Override
    default Optional<String> looksAhead(Shape in) {
        if (!(in instanceof Shape.Sequence) || fixesSteps(in).isPresent()) {
            return fixesSteps(in);
        }
        if (!window().steps(in).equals(TimeAxis.DECLARED)) {
            return Optional.of("gives another number of steps");
        }
        return window().readsNoLaterStep() ? Optional.empty() : Optional.of("reads later steps");
    }

    /** The steps that the windows of the next steps read too, the oldest first. */
    @Override
    default List<RecurrentState.Part> states(Shape in) {
        boolean readsEarlier = in instanceof Shape.Sequence && looksAhead(in).isEmpty() && window().earlierSteps() > 0;
        return readsEarlier
                ? List.of(new RecurrentState.Part(STATE, window().earlierSteps(), in.features()))
                : List.of();
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
        Value x = read(scope, convolution);
        scope.keep("x", x);
        Value product = scope.add("product", new Convolution.Forward(convolution), x, scope.parameter("weight"));
        return bias() ? scope.add("biased", Pointwise.BIAS, product, scope.parameter("bias")) : product;
    }

    /** The value that the windows are over: x, or a copy of it with zeros or the last steps of the call before in front. */
    private Value read(Scope scope, Convolution convolution) {
        if (scope.carriesStates()) {
            CarriedSteps steps = new CarriedSteps(window().earlierSteps());
            Value carried = scope.add(
                    "padded",
                    steps,
                    scope.x(),
                    scope.initialState(STATE, steps.stateType(scope.x().type())));
            scope.finalState(STATE, steps.last(), carried);
            return carried;
        }
        return convolution.readsPadding() ? scope.add("padded", new ZeroedPadding(), scope.x()) : scope.x();
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
        Value dx = scope.add("input gradient", Convolution.InputGradient.of(convolution), padded, read);
        if (scope.carriesStates()) {
            stateGradient(scope, convolution, dx, padded, read);
            return;
        }
        // the windows of own steps reach over padding steps, whose zeros are no numbers of the layer before
        scope.operandGradient("x", dx.type().overTime() ? scope.add("own gradient", new ZeroedPadding(), dx) : dx);
    }

    /** The gradients of x and of the steps before it, both of which the final state takes its steps from. */
    private void stateGradient(Scope scope, Convolution convolution, Value dx, Value dy, Value weight) {
        CarriedSteps steps = new CarriedSteps(window().earlierSteps());
        Value before = scope.add(
                "earlier gradient", Convolution.InputGradient.ofEarlier(convolution, steps.count()), dy, weight);
        Value given = scope.finalStateGradient(STATE, before.type());
        Value own = scope.add("own gradient", steps.gradient(), dx, before, given);
        scope.operandGradient("x", own);
        scope.initialStateGradient(STATE, scope.result(own, CarriedSteps.EARLIER));
    }
}
