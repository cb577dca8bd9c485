package dev.lamina.compiler.layer;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.ir.Variable;
import dev.lamina.compiler.op.Bias;
import dev.lamina.compiler.op.Lowering;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.op.SumOverSamples;
import dev.lamina.compiler.op.Transpose;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.AxisOrder;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TensorView;
import dev.lamina.compiler.tensor.Units;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected layer: Y = X W + b with X [N, in], W [in, units], b [units]; on a sequence, at every step. Gradients: dW = Xᵀ dY,
 * db = Σ dY over samples, dX = dY Wᵀ. On disk the weight is PyTorch's [units, in].
 */
public record Fc(int units, boolean bias) implements Layer {
    static final CallKind<Layer> KIND = new CallKind<>(
            "fc",
            Category.PRODUCT,
            List.of(
                    ArgumentKind.size("units", "how many numbers it gives"),
                    ArgumentKind.flag("bias", true, "whether a bias is added")),
            "fully connected: every output sees every input",
            arguments -> new Fc(arguments.whole("units"), arguments.flag("bias")));

    @Override
    public String keyword() {
        return "fc";
    }

    @Override
    public List<String> formulas() {
        return List.of(
                "y = W x + b, at every step of a sequence",
                "dW = sum over samples of dy xT",
                "db = sum over samples of dy",
                "dx = WT dy");
    }

    @Override
    public boolean keepsAxes() {
        return false;
    }

    @Override
    public Inference infer(Inputs inputs) {
        Incoming in = inputs.x();
        Place place = inputs.place();
        if (in.shape() instanceof Shape.Vector) {
            return Inference.fits(new Shape.Vector(units), "");
        }
        if (in.shape() instanceof Shape.Sequence sequence) {
            return Inference.fits(new Shape.Sequence(sequence.steps(), units), "");
        }
        return Inference.mismatch(
                in.mismatch(Code.E0301, place.call(), "fc", "a vector or a sequence"),
                new Inference.Proposal(
                        "flatten it first, giving %s", Fix.statementBefore(place.statement(), "flatten")),
                Embedding.proposed(place));
    }

    @Override
    public List<Parameter> parameters(Shape in, TensorType type) {
        boolean steps = in instanceof Shape.Sequence;
        List<Integer> inner = steps ? List.of(type.size(1)) : type.sizes();
        long inputs = inner.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        List<Integer> sizes = new ArrayList<>(List.of(units));
        sizes.addAll(inner);
        Parameter.Initial initial = Parameter.Initial.uniform(inputs);
        Parameter weight = new Parameter(
                "weight",
                List.of(units, Math.toIntExact(inputs)),
                TensorType.shared(sizes),
                Layout.weights(sizes),
                initial);
        return bias ? List.of(weight, Parameter.bias(units, initial)) : List.of(weight);
    }

    @Override
    public Value forward(Scope scope) {
        Value x = scope.x();
        Value product = scope.add(
                "product", new Product(units, units, steps(scope), Layout.panel(units)), x, scope.parameter("weight"));
        return bias ? scope.add("biased", Bias.ADD, product, scope.parameter("bias")) : product;
    }

    @Override
    public void backward(Scope scope, Value y, Value dy) {
        Value x = scope.x();
        boolean steps = steps(scope);
        Value weight = scope.parameter("weight");
        scope.gradient("weight", scope.add("weight gradient", new WeightGradient(steps, Layout.panel(units)), x, dy));
        if (bias) {
            scope.gradient("bias", scope.add("bias gradient", new SumOverSamples(), dy));
        }
        Layout layout = transposed(weight.type().sizes());
        Value turned = scope.add(
                "transposed weight",
                new Transpose(layout, Layout.weights(weight.type().sizes())),
                weight);
        scope.operandGradient("x", scope.add("input gradient", new InputGradient(x.type()), dy, turned));
    }

    private static boolean steps(Scope scope) {
        return scope.in() instanceof Shape.Sequence;
    }

    /** Wᵀ, so that dY Wᵀ has the inputs along the lanes: [rows][columns][inputs / panel][units][panel]. */
    public static Layout transposed(List<Integer> sizes) {
        int rank = sizes.size();
        int lane = rank == 4 ? 1 : rank - 1;
        int panel = Layout.panel(sizes.get(lane));
        int panels = (sizes.get(lane) + panel - 1) / panel;
        int block = Math.multiplyExact(sizes.get(0), panel);
        int length = Math.multiplyExact(block, panels);
        Layout.Axis[] axes = new Layout.Axis[rank];
        axes[0] = Layout.Axis.plain(panel);
        axes[lane] = Layout.Axis.panels(panel, block);
        for (int axis = rank - 1; axis > 0; axis--) {
            if (axis != lane) {
                axes[axis] = Layout.Axis.plain(length);
                length = Math.multiplyExact(length, sizes.get(axis));
            }
        }
        return new Layout(0, length, panel, List.of(axes));
    }

    /**
     * Y[n, u] = Σ X[n, i] W[u, i], summed in the order in which memory holds X.
     *
     * @param counted how many of the units are the model's, the others being room between gates
     */
    public record Product(int units, int counted, boolean steps, int panel) implements Operation {
        @Override
        public String name() {
            return "fc";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return steps ? operands.get(0).perStep(units) : TensorType.samples(List.of(units));
        }

        @Override
        public Role role() {
            return Role.CONTRACTION;
        }

        @Override
        public String refusal() {
            return "";
        }

        @Override
        public long multiplyAdds(List<TensorType> operands) {
            return operands.get(1).size()
                    / units
                    * counted
                    * (steps ? operands.get(0).size(0) : 1);
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand(0);
            TensorView weight = lowering.operand(1);
            Units unit = Units.of("unit", units, panel);
            Affine n = Affine.of(new Symbol("n"));
            Points points = Points.of(x.type(), steps);
            List<Affine> weightAt = new ArrayList<>(List.of(unit.at()));
            weightAt.addAll(points.inner());
            Variable sum = new Variable("sum", false);
            List<Affine> out = new ArrayList<>(points.outer());
            out.add(unit.at());
            return new Statement.Contraction(
                    unit.around(points.loops()),
                    unit.panel(),
                    points.reduction(),
                    x.load(n, points.at()),
                    weight.load(n, weightAt),
                    sum,
                    Expression.constant(0),
                    List.of(lowering.store(n, out, Expression.local(sum))));
        }
    }

    /** dW[u, i] = Σ X[n, i] dY[n, u] over the samples (and steps). */
    public record WeightGradient(boolean steps, int panel) implements Operation {
        @Override
        public String name() {
            return "gradient of weight";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            TensorType x = operands.get(0);
            TensorType dy = operands.get(1);
            List<Integer> sizes = new ArrayList<>(List.of(dy.size(dy.rank() - 1)));
            sizes.addAll(steps ? List.of(x.size(1)) : x.sizes());
            return TensorType.shared(sizes);
        }

        @Override
        public Layout layout(List<TensorType> operands, Halo border) {
            return Layout.weights(type(operands).sizes(), panel);
        }

        @Override
        public Role role() {
            return Role.CONTRACTION;
        }

        @Override
        public long multiplyAdds(List<TensorType> operands) {
            return type(operands).size() * (steps ? operands.get(0).size(0) : 1);
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView x = lowering.operand(0);
            TensorView dy = lowering.operand(1);
            Units unit = Units.of("unit", lowering.result().type().size(0), panel);
            Affine n = Affine.of(new Symbol("n"));
            Points points = Points.of(x.type(), steps);
            List<Affine> dyAt = new ArrayList<>(points.outer());
            dyAt.add(unit.at());
            List<Affine> out = new ArrayList<>(List.of(unit.at()));
            out.addAll(points.inner());
            Variable sum = new Variable("sum", false);
            return new Statement.Contraction(
                    unit.around(points.reduction()),
                    unit.panel(),
                    points.loops(),
                    x.load(n, points.at()),
                    dy.load(n, dyAt),
                    sum,
                    Expression.constant(0),
                    List.of(lowering.store(Affine.ZERO, out, Expression.local(sum))));
        }
    }

    /** dX[n, i] = Σ dY[n, u] Wᵀ[u, i]. */
    public record InputGradient(TensorType x) implements Operation {
        @Override
        public String name() {
            return "gradient of input";
        }

        @Override
        public TensorType type(List<TensorType> operands) {
            return x;
        }

        @Override
        public Role role() {
            return Role.CONTRACTION;
        }

        @Override
        public String refusal() {
            return "";
        }

        @Override
        public long multiplyAdds(List<TensorType> operands) {
            boolean steps = operands.get(0).rank() == 2;
            return operands.get(1).size() * (steps ? operands.get(0).size(0) : 1);
        }

        @Override
        public Statement lower(Lowering lowering) {
            TensorView dy = lowering.operand(0);
            TensorView weight = lowering.operand(1);
            boolean steps = dy.type().rank() == 2;
            Units input = Units.of(x.rank() == 3 ? "channel" : "input", x.size(AxisOrder.lane(x)));
            Affine n = Affine.of(new Symbol("n"));
            Symbol unit = new Symbol("unit");
            List<Statement.Range> loops = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(x, input.at(), loops);
            List<Affine> outer = steps ? List.of(at.get(0)) : List.of();
            List<Affine> dyAt = new ArrayList<>(outer);
            dyAt.add(Affine.of(unit));
            List<Affine> weightAt = new ArrayList<>(List.of(Affine.of(unit)));
            weightAt.addAll(steps ? List.of(input.at()) : at);
            // rows and columns outside: each has weights of its own, which all samples share
            loops.add(steps ? 0 : loops.size(), new Statement.Range(new Symbol("n"), Affine.of(Symbol.BATCH)));
            Variable sum = new Variable("sum", false);
            return new Statement.Contraction(
                    input.around(loops),
                    input.panel(),
                    List.of(new Statement.Range(
                            unit, Affine.of(dy.type().size(dy.type().rank() - 1)))),
                    dy.load(n, dyAt),
                    weight.load(n, weightAt),
                    sum,
                    Expression.constant(0),
                    List.of(lowering.store(n, at, Expression.local(sum))));
        }
    }

    /**
     * How the axes of X take part: those that stay (samples, steps) and those that are summed over.
     *
     * @param loops ranges of the sample and the step
     * @param reduction ranges summed over, in the order of memory
     * @param outer the step, if any
     * @param inner the coordinates summed over, as the weight counts them
     * @param at all coordinates of X
     */
    private record Points(
            List<Statement.Range> loops,
            List<Statement.Range> reduction,
            List<Affine> outer,
            List<Affine> inner,
            List<Affine> at) {
        static Points of(TensorType x, boolean steps) {
            Symbol lane = new Symbol(x.rank() == 3 ? "channel" : "input");
            List<Statement.Range> ranges = new ArrayList<>();
            List<Affine> at = AxisOrder.coordinates(x, Affine.of(lane), ranges);
            ranges.add(new Statement.Range(lane, Affine.of(x.size(AxisOrder.lane(x)))));
            Statement.Range n = new Statement.Range(new Symbol("n"), Affine.of(Symbol.BATCH));
            return steps
                    ? new Points(
                            List.of(n, ranges.get(0)), ranges.subList(1, 2), at.subList(0, 1), at.subList(1, 2), at)
                    : new Points(List.of(n), ranges, List.of(), at, at);
        }
    }
}
