package dev.lamina.compiler.layer.recurrent;

import dev.lamina.compiler.layer.Dropout;
import dev.lamina.compiler.layer.Incoming;
import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.layer.TooLarge;
import dev.lamina.compiler.op.Concat;
import dev.lamina.compiler.op.Copy;
import dev.lamina.compiler.op.MatrixProduct;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.Slice;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.Transpose;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The common part of rnn, lstm and gru: stacked layers, each with the h of the layer below as its input, one or two directions, dropout
 * between layers, and PyTorch's parameters {@code weight_ih_l0}, {@code weight_hh_l0}, {@code bias_ih_l0}, {@code bias_hh_l0}, …, with
 * {@code _reverse} for the second direction. Its result is the top layer's h at every step, with the two directions concatenated.
 */
record RecurrentLayer(
        String keyword, Cell cell, int hidden, int layers, boolean bidirectional, double dropout, boolean singleBias)
        implements Layer {

    /** Each layer adds about ten methods to the generated class. */
    private static final int MOST_LAYERS = 32;

    static CallKind<Layer> kind(
            String keyword, String summary, List<ArgumentKind> more, Function<Arguments, Cell> cell) {
        List<ArgumentKind> arguments = new ArrayList<>(List.of(
                ArgumentKind.size("hidden", "how many units its state has"),
                ArgumentKind.whole("layers", 1, "how many layers stand upon each other")
                        .upTo(MOST_LAYERS),
                ArgumentKind.flag("bidirectional", false, "whether a second one reads from the end"),
                ArgumentKind.number("dropout", "0", 0, 1, "the probability of dropping an element between layers")
                        .inTrainingOnly(),
                ArgumentKind.word(
                        "bias", "double", List.of("double", "single"), "biases a gate: two as PyTorch, or one")));
        arguments.addAll(more);
        return new CallKind<>(
                keyword,
                Category.RECURRENT,
                arguments,
                summary,
                written -> new RecurrentLayer(
                        keyword,
                        cell.apply(written),
                        written.whole("hidden"),
                        written.whole("layers"),
                        written.flag("bidirectional"),
                        written.number("dropout"),
                        written.word("bias").equals("single")));
    }

    private int directions() {
        return bidirectional ? 2 : 1;
    }

    @Override
    public List<String> formulas() {
        return cell.formulas();
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (!(in.shape() instanceof Shape.Sequence sequence)) {
            return in.refused(Code.E0307, place, keyword, "a sequence");
        }
        double gates = (double) hidden * cell.gates() * directions();
        if (gates > TooLarge.MOST) {
            return Inference.mismatch(
                    in.problem(Code.E0601, place.argument("hidden"), "too large: " + TooLarge.counted(gates)));
        }
        int features = hidden * directions();
        return Inference.fits(
                        new Shape.Sequence(sequence.steps(), features),
                        bidirectional ? "features = 2 * " + hidden + " = " + features : "")
                .withWarnings(dropoutOfOneLayer(place));
    }

    /** A warning if there is a dropout but no two layers that it could stand between, as in PyTorch. */
    private List<Diagnostic> dropoutOfOneLayer(Place place) {
        if (dropout == 0 || layers > 1) {
            return List.of();
        }
        return List.of(Diagnostic.of(
                        Code.W0707,
                        place.argument("dropout"),
                        "this dropout stands between layers, and `" + keyword + "` has one layer: it drops nothing")
                .help("for dropout behind it, write `dropout(" + Environment.show(dropout)
                        + ")` as the next layer; or say `layers = 2`"));
    }

    @Override
    public String semantics() {
        return "initial state zero" + (cell.semantics().isEmpty() ? "" : ", " + cell.semantics());
    }

    @Override
    public Optional<String> looksAhead(Shape in) {
        return bidirectional ? Optional.of("reads from the end too") : Optional.empty();
    }

    @Override
    public List<RecurrentState.Part> states(Shape in) {
        return states();
    }

    @Override
    public boolean isRecurrent() {
        return true;
    }

    private List<RecurrentState.Part> states() {
        int parts = Math.multiplyExact(layers, directions());
        RecurrentState.Part h = new RecurrentState.Part("h", parts, hidden);
        return cell.hasCell() ? List.of(h, new RecurrentState.Part("c", parts, hidden)) : List.of(h);
    }

    /** The name of the part of a state that belongs to one layer and direction. */
    private static String part(String state, int number) {
        return state + "." + number;
    }

    private TensorType row() {
        return TensorType.samples(List.of(hidden));
    }

    /** The suffix of the parameters of a layer and direction. */
    private static String suffix(int layer, int direction) {
        return "_l" + layer + (direction == 0 ? "" : "_reverse");
    }

    private Recurrence recurrence(int direction) {
        return new Recurrence(cell, hidden, direction == 1);
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        List<Parameter> all = new ArrayList<>();
        int features = type.size(1);
        for (int layer = 0; layer < layers; layer++) {
            for (int direction = 0; direction < directions(); direction++) {
                String suffix = suffix(layer, direction);
                all.add(weight("weight_ih" + suffix, features));
                all.add(weight("weight_hh" + suffix, hidden));
                all.add(bias("bias_ih" + suffix, cell.biasShift(hidden)));
                if (!singleBias) {
                    all.add(bias("bias_hh" + suffix, Optional.empty()));
                }
            }
            features = Math.multiplyExact(hidden, directions());
        }
        return all;
    }

    private Parameter weight(String name, int inputs) {
        Recurrence recurrence = recurrence(0);
        List<Integer> sizes = List.of(recurrence.units(), inputs);
        return new Parameter(
                name,
                List.of(Math.multiplyExact(cell.gates(), hidden), inputs),
                TensorType.shared(sizes),
                Layout.weights(sizes, recurrence.panel()),
                cell.gates(),
                Parameter.Initial.uniform(hidden));
    }

    private Parameter bias(String name, Optional<Parameter.Shift> shift) {
        TensorType type = TensorType.shared(List.of(recurrence(0).units()));
        return new Parameter(
                name,
                List.of(Math.multiplyExact(cell.gates(), hidden)),
                type,
                Layout.lanesLast(type, Halo.NONE, true),
                cell.gates(),
                Parameter.Initial.uniform(hidden).plus(shift));
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        Value below = x;
        for (int layer = 0; layer < layers; layer++) {
            if (layer > 0 && dropout > 0 && scope.training()) {
                Value mask = scope.add("mask l" + layer, new Dropout.Mask(below.type(), dropout, scope.stream()));
                scope.keep("mask l" + layer, mask);
                below = scope.add("dropout l" + layer, Dropout.APPLY, below, mask);
            }
            scope.keep("below l" + layer, below);
            Value first = direction(scope, below, layer, 0);
            below = bidirectional
                    ? scope.add(
                            "both l" + layer,
                            new Concat(List.of("first", "second")),
                            first,
                            direction(scope, below, layer, 1))
                    : first;
        }
        return below;
    }

    private Value direction(Scope scope, Value below, int layer, int direction) {
        Recurrence recurrence = recurrence(direction);
        String suffix = suffix(layer, direction);
        Value product = scope.add(
                "inputs" + suffix,
                new MatrixProduct(recurrence.units(), recurrence.ownUnits(), true, recurrence.panel()),
                below,
                scope.parameter("weight_ih" + suffix));
        Value inputs = scope.add("gate inputs" + suffix, Pointwise.BIAS, product, scope.parameter("bias_ih" + suffix));
        Map<String, Value> operands = new HashMap<>();
        operands.put("inputs", inputs);
        operands.put("weight", scope.parameter("weight_hh" + suffix));
        if (!singleBias) {
            operands.put("bias", scope.parameter("bias_hh" + suffix));
        }
        int part = layer * directions() + direction;
        for (RecurrentState.Part state : states()) {
            operands.put("initial " + state.name(), scope.initialState(part(state.name(), part), row()));
        }
        Value h = scope.add("steps" + suffix, new Recurrence.Forward(recurrence, !singleBias), operands);
        scope.keep("h" + suffix, h);
        scope.finalState(part("h", part), recurrence.last(), h);
        if (cell.hasCell()) {
            scope.finalState(part("c", part), recurrence.last(), scope.result(h, "cells"));
        }
        return h;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value d = dy;
        for (int layer = layers - 1; layer >= 0; layer--) {
            Value below = scope.kept("below l" + layer);
            Value first = bidirectional ? scope.add("forward part l" + layer, new Slice(0, hidden), d) : d;
            Value given = directionGradient(scope, below, first, layer, 0);
            if (bidirectional) {
                Value second = scope.add("reverse part l" + layer, new Slice(hidden, hidden), d);
                given = scope.add(
                        "sum l" + layer, Pointwise.BIAS, given, directionGradient(scope, below, second, layer, 1));
            }
            boolean dropped = layer > 0 && dropout > 0;
            d = dropped
                    ? scope.add("dropout gradient l" + layer, Dropout.APPLY, given, scope.kept("mask l" + layer))
                    : given;
        }
        scope.operandGradient("x", d);
    }

    private Value directionGradient(Scope scope, Value below, Value dy, int layer, int direction) {
        Recurrence recurrence = recurrence(direction);
        String suffix = suffix(layer, direction);
        int part = layer * directions() + direction;
        Value gates = stepsGradient(scope, recurrence, dy, part, suffix);
        scope.initialStateGradient(part("h", part), scope.result(gates, "state"));
        if (cell.hasCell()) {
            scope.initialStateGradient(part("c", part), scope.result(gates, "cell"));
        }
        parameterGradients(scope, recurrence, below, gates, suffix);
        Value weight = scope.parameter("weight_ih" + suffix);
        Value transposed = scope.add("turned weight_ih" + suffix, transpose(recurrence, weight), weight);
        return scope.add("input gradient" + suffix, new MatrixProduct.InputGradient(below.type()), gates, transposed);
    }

    /** The gradients of the gates' inputs, at all steps. */
    private Value stepsGradient(Scope scope, Recurrence recurrence, Value dy, int part, String suffix) {
        Value h = scope.kept("h" + suffix);
        Value weight = scope.parameter("weight_hh" + suffix);
        Map<String, Value> operands = new HashMap<>();
        operands.put("dy", dy);
        operands.put("h", h);
        operands.put("weight", scope.add("turned weight_hh" + suffix, transpose(recurrence, weight), weight));
        recurrence.kept().forEach(name -> operands.put(name, scope.result(h, name)));
        for (RecurrentState.Part state : states()) {
            operands.put("final " + state.name(), scope.finalStateGradient(part(state.name(), part), row()));
        }
        return scope.add("steps gradient" + suffix, new Recurrence.Backward(recurrence), operands);
    }

    private void parameterGradients(Scope scope, Recurrence recurrence, Value below, Value gates, String suffix) {
        Value products = cell.keepsHidden() ? scope.result(gates, "products") : gates;
        scope.gradient(
                "weight_ih" + suffix,
                scope.add(
                        "weight_ih gradient" + suffix,
                        new MatrixProduct.WeightGradient(true, recurrence.panel()),
                        below,
                        gates));
        Value h = scope.kept("h" + suffix);
        Map<String, Value> multiplied = new HashMap<>(Map.of("h", h, "d", products));
        if (cell.resetsFirst()) {
            multiplied.put("reset", scope.result(h, "reset"));
        }
        scope.gradient(
                "weight_hh" + suffix,
                scope.add("weight_hh gradient" + suffix, new Recurrence.HiddenWeightGradient(recurrence), multiplied));
        Value bias = scope.add("bias_ih gradient" + suffix, new SumOverSamples(), gates);
        scope.gradient("bias_ih" + suffix, bias);
        if (!singleBias) {
            // both biases have the same gradient, unless a gate needs the product of the hidden state alone
            Value hiddenBias = cell.keepsHidden()
                    ? scope.add("bias_hh gradient" + suffix, new SumOverSamples(), products)
                    : scope.add("bias_hh gradient" + suffix, new Copy("copy", Copy.Placement.WHOLE_VECTORS), bias);
            scope.gradient("bias_hh" + suffix, hiddenBias);
        }
    }

    private static Transpose transpose(Recurrence recurrence, Value weight) {
        List<Integer> sizes = weight.type().sizes();
        return new Transpose(MatrixProduct.transposed(sizes), Layout.weights(sizes, recurrence.panel()));
    }
}
