package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * Dropout (Srivastava et al. 2014, inverted): in training each element is 0 with probability p, else x / (1 - p); predicting, it
 * changes nothing. The mask comes from a counter-based generator keyed by (seed, step, layer, element), so neither threads nor the
 * split of a batch change it. p = 1 gives zeros.
 */
public record Dropout(double probability) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "dropout",
            Category.REGULARISATION,
            List.of(ArgumentKind.number("p", "0.5", 0, 1, "the probability of dropping an element")
                    .required()
                    .withoutName()
                    .inTrainingOnly()),
            "in training, drops elements at random",
            arguments -> new Dropout(arguments.number("p")));

    public static final Pointwise APPLY =
            Pointwise.of("dropout", List.of("x", "mask"), in -> in.get("x").times(in.get("mask")));

    @Override
    public String keyword() {
        return "dropout";
    }

    @Override
    public boolean changesPredictions() {
        return false;
    }

    @Override
    public String semantics() {
        return "what is kept is divided by 1 - p in training; predicting changes nothing";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = 0 with probability p, else x / (1 - p); predicting, y = x",
                "dx = 0 where y was dropped, else dy / (1 - p)");
    }

    @Override
    public Inference infer(Inputs inputs) {
        Inference inference = Activations.infer(this, inputs);
        if (probability == 0 && inference instanceof Inference.Fits fits) {
            Diagnostic idle = Diagnostic.of(
                            Code.W0707, inputs.place().argument("p"), "dropout with `p = 0` drops nothing")
                    .help("leave it out", Fix.delete(inputs.place().statement()));
            return new Inference.Fits(fits.shape(), fits.arithmetic(), List.of(idle));
        }
        return inference;
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        if (!scope.training()) {
            return x;
        }
        Value mask = scope.add("mask", new Mask(x.type(), probability, scope.stream()));
        scope.keep("mask", mask);
        return scope.add("", APPLY, x, mask);
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        scope.operandGradient("x", scope.add("gradient", APPLY, dy, scope.kept("mask")));
    }

    /** The factor of each element: 0 with probability p, else 1 / (1 - p). */
    public record Mask(TensorType type, double probability, int stream) implements Operation {
        @Override
        public String name() {
            return "dropout mask";
        }

        @Override
        public List<String> operands() {
            return List.of();
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return type;
        }

        @Override
        public boolean fillsPadding() {
            return false;
        }

        @Override
        public boolean random() {
            return true;
        }

        @Override
        public List<KernelArgument> arguments() {
            double scale = probability == 1 ? 0 : 1 / (1 - probability);
            return List.of(
                    new KernelArgument("probability", KernelArgument.Source.DROPOUT, probability, 0),
                    new KernelArgument("scale", KernelArgument.Source.DROPOUT, scale, 1));
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dense = new TensorView(lowering.result().buffer(), type, Layout.dense(type));
            return lowering.samples(n -> lowering.inOrder(lowering.result(), at -> {
                Affine element = dense.index(n, at);
                return lowering.store(
                        n,
                        at,
                        new Expression.Select(
                                Expression.Comparison.LESS,
                                new Expression.Uniform(stream, element),
                                new Expression.Argument("probability"),
                                Expression.constant(0),
                                new Expression.Argument("scale")));
            }));
        }
    }
}
