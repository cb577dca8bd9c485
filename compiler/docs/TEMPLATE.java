package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operands;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.op.SumOfProducts;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.Arguments;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;

// To begin a layer: copy this file to compiler/core/src/main/java/dev/lamina/compiler/layer/NAME.java, put the layer's name for Template and
// its keyword for "template", and change the rest. It compiles as it stands; LayerTemplateTest does just that. The comments that begin
// with // are for you: leave none of them in the layer. adding-a-layer.md names the places besides this one.

// The Javadoc begins with the formula and the shapes, and names the choices that other frameworks make differently.
/**
 * A factor for each feature: y = factor · w ⊙ x, with x [N, F], w [F]. Gradients: dw = Σ factor · dy ⊙ x over the samples, dx = factor · w ⊙ dy.
 *
 * @param factor what all products are multiplied with
 */
record Template(double factor) implements Layer {
    // Help, completion, error messages, pages, colours of pictures and random test models are derived from this declaration. An argument
    // has a name, a range, a default unless it is required, and a meaning.
    static final CallKind<Layer> KIND = new CallKind<>(
            "template",
            Category.NORMALISATION,
            List.of(ArgumentKind.number("factor", "1", -1000, 1000, "a factor of all features")),
            "a factor for each feature",
            Template::of);

    private static Template of(Arguments arguments) {
        return new Template(arguments.number("factor"));
    }

    @Override
    public String keyword() {
        return "template";
    }

    // A line for y and a line for each gradient, in ASCII: the page of the layer shows them.
    @Override
    public List<String> formulas() {
        return List.of("y = factor * w * x", "dw = sum over samples of factor * dy * x", "dx = factor * w * dy");
    }

    // The shape rule: the shape it gives with the arithmetic behind it, or what is wrong with fixes. A fix is shown only if inferring again
    // shows that it helps. A code that no other layer has needs an explanation and a bad model. Sizes are int: where they are multiplied,
    // calculate in long or double, and refuse what is too large with E0601.
    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        if (in.shape() instanceof Shape.Vector) {
            return Inference.fits(in.shape(), "");
        }
        return Inference.mismatch(
                in.mismatch(Code.E0301, inputs.place().call(), keyword(), "a vector"),
                new Inference.Proposal(
                        "flatten it first, giving %s",
                        Fix.statementBefore(inputs.place().statement(), "flatten")));
    }

    // Names and axes as PyTorch has them. "in" is the shape as the model file means it, "type" what the operations see: a flattened image
    // still has its three axes. A layer that gives a vector of as many numbers with other axes says so by keepsAxes().
    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        TensorType weight = TensorType.shared(type.sizes());
        return List.of(new Parameter(
                "weight", in.sizes(), weight, Layout.lanesLast(weight, Halo.NONE, true), Parameter.Initial.NORMAL));
    }

    // Values from values. The first string tells several operations of a layer apart; it is a part of names in the generated class.
    @Override
    public Value forward(Scope scope) {
        return scope.add("", scale("template"), scope.x(), scope.parameter("weight"));
    }

    // Each parameter and each operand gets its gradient. What the forward direction has computed and the gradient needs is kept with
    // scope.keep, and read with scope.kept.
    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value weight = scope.parameter("weight");
        scope.gradient("weight", scope.add("weight gradient", new WeightGradient(factor), dy, scope.x()));
        scope.operandGradient("x", scope.add("input gradient", scale("gradient of template"), dy, weight));
    }

    // An elementwise function needs no class and no loops. Passes fuse it with what is before it and behind it.
    private Pointwise scale(String name) {
        return Pointwise.of(
                name,
                List.of("x", "weight"),
                in -> in.get("x").times(in.get("weight")).times(constant(factor)));
    }

    private static Expression constant(double value) {
        return Expression.constant((float) value);
    }

    // Anything else is an operation: names of its operands, a type rule, loops. Loops ask for operands by name. A sum adds in one fixed
    // order, along no axis of the result, so that any target gives the same bits. Capabilities, such as epilogue(), tell passes what they
    // may do with it; without one they leave it alone.
    /** dw[f] = Σ factor · dy[n, f] · x[n, f] over the samples. */
    private record WeightGradient(double factor) implements Operation {
        @Override
        public String name() {
            return "gradient of factors";
        }

        @Override
        public List<String> operands() {
            return List.of("dy", "x");
        }

        @Override
        public TensorType type(Operands<TensorType> operands) {
            return TensorType.shared(operands.get("x").sizes());
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand("dy");
            TensorView x = lowering.operand("x");
            Symbol n = new Symbol("n");
            Symbol lane = new Symbol("unit");
            int lanes = x.type().size(AxisOrder.lane(x.type()));
            List<Statement.Range> loops = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(x.type(), Affine.of(lane), loops);
            loops.add(new Statement.Range(lane, Affine.of(lanes)));
            return SumOfProducts.of(
                    lowering,
                    loops,
                    lowering.padded(lanes, List.of(dy, x)),
                    List.of(new Statement.Range(n, Affine.of(Symbol.BATCH))),
                    dy.load(Affine.of(n), at),
                    x.load(Affine.of(n), at),
                    sum -> lowering.store(Affine.ZERO, at, sum.times(constant(factor))));
        }
    }
}
